import { createReadStream, statSync } from 'node:fs';
import type { Ec2, Instance } from '../ec2';
import { ACCOUNT, REGION, type Json } from '../template';
import { AwsError } from './aws-error';
import type { DynamoDb } from './dynamodb';
import type { Target } from './policy';

export interface Signal {
  readonly resource: string;
  readonly status: string;
  readonly instance: string;
}

/** What a deployment has put into the account. */
export interface Account {
  readonly ec2: Ec2;
  readonly dynamoDb: DynamoDb;
  /** Parameter name to value. */
  readonly parameters: Map<string, string>;
  /** Secret ARN to value. */
  readonly secrets: Map<string, string>;
  /** `bucket/key` to a file. */
  readonly objects: Map<string, string>;
  readonly onSignal: (signal: Signal) => void;
  readonly onLifecycle: (instance: string, result: string) => void;
}

export interface Call {
  readonly service: string;
  readonly operation: string;
  /** What the call is about; every one must be allowed. `*` when it names none. */
  readonly targets: Target[];
  run(): Promise<Reply> | Reply;
}

export interface Reply {
  readonly json?: unknown;
  readonly xml?: string;
  readonly file?: string;
}

type Input = Record<string, Json>;

/** A JSON call: DynamoDB, SSM, Secrets Manager. */
export function jsonCall(account: Account, service: string, operation: string, input: Input): Call {
  const arn = (kind: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${kind}`;
  if (service === 'dynamodb') {
    return { service, operation, targets: [{ arn: arn(`table/${input.TableName}`) }],
      run: () => ({ json: account.dynamoDb.call(operation, input as never) }) };
  }
  if (service === 'secretsmanager' && operation === 'GetSecretValue') {
    const entry = [...account.secrets].find(([id]) => id === input.SecretId || id.includes(`:secret:${input.SecretId}-`));
    return { service, operation, targets: [{ arn: entry?.[0] ?? input.SecretId }], run: () => {
      if (!entry) throw new AwsError(400, 'ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.');
      return { json: { ARN: entry[0], Name: entry[0].split(':').pop(), VersionId: 'v1', VersionStages: ['AWSCURRENT'],
        SecretString: entry[1], CreatedDate: 0 } };
    } };
  }
  if (service === 'ssm' && operation === 'GetParameter') {
    return { service, operation, targets: [{ arn: arn(`parameter/${String(input.Name).replace(/^\//, '')}`) }], run: () => {
      const value = account.parameters.get(input.Name);
      if (value === undefined) throw new AwsError(400, 'ParameterNotFound', `no parameter ${input.Name}`);
      return { json: { Parameter: { Name: input.Name, Type: 'String', Value: value, Version: 1, LastModifiedDate: 0 } } };
    } };
  }
  return unknown(service, operation);
}

/** A query call, answered in XML: EC2, Auto Scaling, CloudFormation, STS, CloudWatch. */
export function queryCall(account: Account, caller: Instance, service: string, operation: string, input: Input): Call {
  const { ec2 } = account;
  const arn = (kind: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${kind}`;
  const call = (targets: Target[], run: () => Promise<string> | string): Call =>
    ({ service, operation, targets, run: async () => ({ xml: envelope(service, operation, await run()) }) });
  const any: Target[] = [{ arn: '*' }];
  const group = (): Target[] => {
    const tags = ec2.instances.find(instance => instance.group === input.AutoScalingGroupName)?.template.groupTags;
    return [{ arn: arn(`autoScalingGroup:0:autoScalingGroupName/${input.AutoScalingGroupName}`), tags }];
  };
  switch (`${service}:${operation}`) {
    case 'sts:GetCallerIdentity':
      return call(any, () => `<Account>${ACCOUNT}</Account><UserId>${caller.id}</UserId>`
        + `<Arn>arn:aws:sts::${ACCOUNT}:assumed-role/${caller.template.role}/${caller.id}</Arn>`);
    case 'ec2:DescribeVolumes':
      return call(any, () => `<volumeSet>${members(input, 'VolumeId').map(id => volumeXml(ec2, id)).join('')}</volumeSet>`);
    case 'ec2:DescribeInstances':
      return call(any, () => `<reservationSet>${members(input, 'InstanceId').map(id => instanceXml(ec2.instance(id))).join('')}</reservationSet>`);
    case 'ec2:AttachVolume':
      return call([{ arn: arn(`volume/${input.VolumeId}`) },
        { arn: arn(`instance/${input.InstanceId}`), tags: ec2.instance(input.InstanceId).template.tags }], async () => {
        await ec2.attach(input.VolumeId, input.InstanceId, input.Device);
        return `<volumeId>${input.VolumeId}</volumeId><instanceId>${input.InstanceId}</instanceId><device>${input.Device}</device>`
          + '<status>attaching</status>';
      });
    case 'ec2:DetachVolume':
      return call([{ arn: arn(`volume/${input.VolumeId}`) }], () => {
        throw new AwsError(400, 'IncorrectState', 'a node never takes a volume away; the holder lets go when it terminates');
      });
    case 'cloudformation:SignalResource':
      return call([{ arn: arn(`stack/${input.StackName}/0`) }], () => {
        account.onSignal({ resource: input.LogicalResourceId, status: input.Status, instance: input.UniqueId });
        return '';
      });
    case 'autoscaling:CompleteLifecycleAction':
      return call(group(), () => {
        account.onLifecycle(input.InstanceId, input.LifecycleActionResult);
        return '';
      });
    case 'autoscaling:RecordLifecycleActionHeartbeat':
      return call(group(), () => '');
    case 'autoscaling:DescribeAutoScalingInstances':
      return call(any, () => `<AutoScalingInstances>${ec2.instances.filter(i => i.state === 'running' && asked(input, i)).map(i =>
        `<member><InstanceId>${i.id}</InstanceId><AutoScalingGroupName>${i.group}</AutoScalingGroupName><LifecycleState>`
        + `${i.targetLifecycleState === 'InService' ? 'InService' : 'Terminating:Wait'}</LifecycleState></member>`).join('')}`
        + '</AutoScalingInstances>');
    case 'cloudwatch:PutMetricData': return call(any, () => '');
    default: return unknown(service, operation);
  }
}

/** S3 with the bucket in the path, as clients use it against an address. */
export function s3Call(account: Account, method: string, path: string): Call {
  const [bucket, ...rest] = decodeURIComponent(path.split('?')[0]!).replace(/^\//, '').split('/');
  const key = rest.join('/');
  const operation = method === 'GET' || method === 'HEAD' ? 'GetObject' : method;
  return { service: 's3', operation, targets: [{ arn: `arn:aws:s3:::${bucket}/${key}` }], run: () => {
    const file = account.objects.get(`${bucket}/${key}`);
    if (!file || operation !== 'GetObject') throw new AwsError(404, 'NoSuchKey', `no object ${bucket}/${key}`);
    return { file };
  } };
}

export function openFile(file: string): { stream: NodeJS.ReadableStream; size: number } {
  return { stream: createReadStream(file), size: statSync(file).size };
}

function unknown(service: string, operation: string): Call {
  return { service, operation, targets: [{ arn: '*' }], run: () => {
    throw new AwsError(400, 'InvalidAction', `the stand-in has no ${service}:${operation}`);
  } };
}

/** `VolumeId.1=...` lists, and the filters that mean the same. */
function members(input: Input, name: string): string[] {
  const direct = Object.entries(input).filter(([key]) => new RegExp(`^${name}s?\\.(member\\.)?\\d+$`).test(key)).map(([, value]) => String(value));
  const filters = Object.entries(input).filter(([key, value]) => /^Filter\.\d+\.Name$/.test(key) && /^(volume-id|instance-id)$/.test(value))
    .flatMap(([key]) => Object.entries(input).filter(([other]) => other.startsWith(key.replace(/Name$/, 'Value.'))).map(([, value]) => String(value)));
  return [...direct, ...filters];
}

function asked(input: Input, instance: Instance): boolean {
  const ids = members(input, 'InstanceId');
  return ids.length === 0 || ids.includes(instance.id);
}

function volumeXml(ec2: Ec2, id: string): string {
  const volume = ec2.volume(id);
  const attachment = volume.heldBy
    ? `<item><volumeId>${id}</volumeId><instanceId>${volume.heldBy}</instanceId><device>${volume.attachedAs}</device>`
      + '<status>attached</status><deleteOnTermination>false</deleteOnTermination></item>'
    : '';
  return `<item><volumeId>${id}</volumeId><size>${volume.sizeGib}</size><availabilityZone>${volume.zone}</availabilityZone>`
    + `<status>${volume.heldBy ? 'in-use' : 'available'}</status><attachmentSet>${attachment}</attachmentSet><volumeType>gp3</volumeType></item>`;
}

function instanceXml(instance: Instance): string {
  const code = instance.state === 'running' ? 16 : 48;
  return `<item><instancesSet><item><instanceId>${instance.id}</instanceId>`
    + `<instanceState><code>${code}</code><name>${instance.state}</name></instanceState>`
    + `<privateIpAddress>${instance.nic.address}</privateIpAddress></item></instancesSet></item>`;
}

function envelope(service: string, operation: string, body: string): string {
  if (service === 'ec2') return `<${operation}Response><requestId>0</requestId>${body}</${operation}Response>`;
  return `<${operation}Response><${operation}Result>${body}</${operation}Result>`
    + `<ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></${operation}Response>`;
}
