import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { Ec2, type Instance, type LaunchTemplate } from './ec2';
import { BRIDGE } from './network';
import { AwsError } from './stand-in/aws-error';
import { DynamoDb } from './stand-in/dynamodb';
import type { Statement } from './stand-in/policy';
import type { Account, Signal } from './stand-in/services';
import { ACCOUNT, fileAssets, REGION, Template, type Json, type Physical, type Resource } from './template';
import { Volume } from './volume';

export interface DeploymentOptions {
  /** Folder of the synthesized cloud assembly. */
  readonly assembly: string;
  readonly directory: string;
  readonly rootfs: string;
  readonly log: (message: string) => void;
}

/** Gives every resource of a synthesized stack a physical stand-in, in the order CloudFormation would. */
export class Deployment {
  readonly template: Template;
  readonly account: Account;
  readonly signals: Signal[] = [];
  /** Resources whose creation waits for a signal. */
  readonly awaited = new Set<string>();
  readonly lifecycle: { instance: string; result: string }[] = [];
  readonly ec2: Ec2;
  readonly dynamoDb = new DynamoDb();
  private readonly physical = new Map<string, Physical>();
  private nextAddress = 10;

  constructor(private readonly options: DeploymentOptions) {
    const name = readdirSync(options.assembly).find(file => file.endsWith('.template.json'));
    if (!name) throw new Error(`${options.assembly} holds no template`);
    const artifact = name.replace('.template.json', '');
    const { artifacts } = JSON.parse(readFileSync(join(options.assembly, 'manifest.json'), 'utf8'));
    const stackName = artifacts[artifact]?.properties?.stackName ?? artifact;
    this.template = new Template(join(options.assembly, name), stackName, (id, resource) => this.decide(id, resource));
    this.ec2 = new Ec2(options.directory, options.rootfs, BRIDGE, options.log);
    this.account = {
      ec2: this.ec2,
      dynamoDb: this.dynamoDb,
      parameters: new Map(),
      secrets: new Map(),
      objects: new Map(),
      onSignal: signal => {
        if (!this.awaited.has(signal.resource)) {
          throw new AwsError(400, 'ValidationError', `Resource ${signal.resource} is in CREATE_COMPLETE state and cannot be signaled`);
        }
        this.signals.push(signal);
      },
      onLifecycle: (instance, result) => this.lifecycle.push({ instance, result }),
    };
    this.upload(name);
    this.create();
  }

  /** Ids of the Auto Scaling groups, each after those it depends on. */
  groups(): string[] {
    const type = 'AWS::AutoScaling::AutoScalingGroup';
    const all = this.template.ofType(type).map(([id]) => id);
    return all.sort((a, b) => this.template.dependencies(a, type).length - this.template.dependencies(b, type).length);
  }

  launch(group: string): Instance {
    return this.ec2.launch(this.template.ref(group), this.launchTemplate(group));
  }

  /** The address a group's instance has. */
  addressOf(group: string): string {
    return this.ec2.interfaces.get(this.launchTemplate(group).interfaceId)!.address;
  }

  /** Another volume in the template for a node: a new, empty one takes the place of the old, which nobody has any more. */
  replaceVolume(node: string): void {
    const [id, { Size, AvailabilityZone }] = this.template.ofType('AWS::EC2::Volume')
      .map(([candidate]) => [candidate, this.template.properties(candidate)] as const)
      .find(([, { Tags }]) => tags(Tags)['redis-ha:node'] === node)!;
    const ref = `vol-${createHash('sha256').update(`${this.template.ref(id)}/next`).digest('hex').slice(0, 17)}`;
    this.physical.set(id, { ref, attributes: { VolumeId: ref } });
    this.ec2.volumes.set(ref, new Volume(ref, Size, AvailabilityZone, join(this.options.directory, 'volumes', ref)));
  }

  statements(role: string): Statement[] {
    const found: Statement[] = [];
    for (const [id, resource] of Object.entries(this.template.resources)) {
      const properties = this.template.properties.bind(this.template, id);
      if (resource.Type === 'AWS::IAM::Role' && this.template.ref(id) === role) {
        for (const policy of properties().Policies ?? []) found.push(...policy.PolicyDocument.Statement);
      }
      if (/^AWS::IAM::(Managed)?Policy$/.test(resource.Type) && (properties().Roles ?? []).includes(role)) {
        found.push(...properties().PolicyDocument.Statement);
      }
    }
    return found;
  }

  dispose(): void {
    for (const volume of this.ec2.volumes.values()) volume.detach();
  }

  private launchTemplate(group: string): LaunchTemplate {
    const properties = this.template.properties(group);
    const specification = properties.LaunchTemplate;
    const [id] = this.template.ofType('AWS::EC2::LaunchTemplate')
      .find(([candidate]) => this.template.ref(candidate) === specification.LaunchTemplateId)!;
    const data = this.template.properties(id).LaunchTemplateData;
    const profileName = data.IamInstanceProfile.Name ?? data.IamInstanceProfile.Arn.split('/').pop();
    const profile = this.template.ofType('AWS::IAM::InstanceProfile')
      .find(([candidate]) => this.template.ref(candidate) === profileName)!;
    const nic = this.template.properties(this.interfaceId(data.NetworkInterfaces[0].NetworkInterfaceId));
    return {
      interfaceId: data.NetworkInterfaces[0].NetworkInterfaceId,
      role: this.template.properties(profile[0]).Roles[0],
      zone: properties.AvailabilityZones?.[0] ?? this.zoneOf(nic.SubnetId),
      userData: Buffer.from(data.UserData, 'base64'),
      tags: { ...tags((properties.Tags ?? []).filter((tag: Json) => tag.PropagateAtLaunch)),
        ...tags((data.TagSpecifications ?? []).filter((entry: Json) => entry.ResourceType === 'instance').flatMap((entry: Json) => entry.Tags)) },
      groupTags: tags(properties.Tags ?? []),
      tokensRequired: data.MetadataOptions?.HttpTokens === 'required',
    };
  }

  private interfaceId(ref: string): string {
    return this.template.ofType('AWS::EC2::NetworkInterface').find(([id]) => this.template.ref(id) === ref)![0];
  }

  private zoneOf(subnet: string): string {
    const found = this.template.ofType('AWS::EC2::Subnet').find(([id]) => this.template.ref(id) === subnet);
    return found ? this.template.properties(found[0]).AvailabilityZone : `${REGION}a`;
  }

  private create(): void {
    for (const [id] of this.template.ofType('AWS::EC2::NetworkInterface')) {
      const address = this.template.attribute(id, 'PrimaryPrivateIpAddress');
      const ref = this.template.ref(id);
      const octets = address.split('.').map(part => Number(part).toString(16).padStart(2, '0'));
      this.ec2.interfaces.set(ref, { id: ref, address, mac: `02:66:${octets.join(':')}` });
    }
    mkdirSync(join(this.options.directory, 'volumes'), { recursive: true });
    for (const [id] of this.template.ofType('AWS::EC2::Volume')) {
      const { Size, AvailabilityZone } = this.template.properties(id);
      const ref = this.template.ref(id);
      this.ec2.volumes.set(ref, new Volume(ref, Size, AvailabilityZone, join(this.options.directory, 'volumes', ref)));
    }
    for (const [id] of this.template.ofType('AWS::DynamoDB::Table')) {
      this.dynamoDb.create(this.template.ref(id), this.template.properties(id).KeySchema.map((key: Json) => key.AttributeName));
    }
    for (const [id] of this.template.ofType('AWS::DynamoDB::GlobalTable')) {
      this.dynamoDb.create(this.template.ref(id), this.template.properties(id).KeySchema.map((key: Json) => key.AttributeName));
    }
    for (const [id] of this.template.ofType('AWS::SSM::Parameter')) {
      this.account.parameters.set(this.template.ref(id), this.template.properties(id).Value);
    }
    for (const [id] of this.template.ofType('AWS::SecretsManager::Secret')) {
      const { GenerateSecretString: generate = {} } = this.template.properties(id);
      const password = randomBytes(64).toString('base64').replace(/[^A-Za-z0-9]/g, '').slice(0, generate.PasswordLength ?? 32);
      this.account.secrets.set(this.template.ref(id), generate.GenerateStringKey
        ? JSON.stringify({ ...JSON.parse(generate.SecretStringTemplate), [generate.GenerateStringKey]: password })
        : password);
    }
  }

  /** What `cdk deploy` publishes before the stack: each file asset under its hash; a folder as a zip. */
  private upload(templateName: string): void {
    const bucket = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;
    for (const [key, path] of fileAssets(this.options.assembly, templateName.replace('.template.json', '.assets.json'))) {
      let file = path;
      if (statSync(path).isDirectory()) {
        file = join(this.options.directory, key);
        execFileSync('python3', ['-m', 'zipfile', '-c', file, ...readdirSync(path).map(entry => join(path, entry))]);
      }
      this.account.objects.set(`${bucket}/${key}`, file);
    }
  }

  private decide(id: string, resource: Resource): Physical {
    const known = this.physical.get(id);
    if (known) return known;
    const made = this.make(id, resource);
    this.physical.set(id, made);
    return made;
  }

  private make(id: string, resource: Resource): Physical {
    const hex = createHash('sha256').update(id).digest('hex').slice(0, 17);
    const arn = (service: string, rest: string, region = REGION): string => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;
    const named = (property: string): string =>
      (this.template.resolve(resource.Properties?.[property]) as string | undefined) ?? id;
    switch (resource.Type) {
      case 'AWS::EC2::NetworkInterface': {
        const address = (resource.Properties?.PrivateIpAddress as string | undefined) ?? `10.0.${this.nextAddress++}.10`;
        return { ref: `eni-0${hex.slice(1)}`, attributes: { Id: `eni-0${hex.slice(1)}`, PrimaryPrivateIpAddress: address } };
      }
      case 'AWS::EC2::Volume': return { ref: `vol-${hex}`, attributes: { VolumeId: `vol-${hex}` } };
      case 'AWS::EC2::LaunchTemplate':
        return { ref: `lt-${hex}`, attributes: { LatestVersionNumber: '1', DefaultVersionNumber: '1', LaunchTemplateId: `lt-${hex}` } };
      case 'AWS::EC2::Subnet': {
        const zone = this.template.resolve(resource.Properties?.AvailabilityZone) as string;
        return { ref: `subnet-${hex}`, attributes: { AvailabilityZone: zone, SubnetId: `subnet-${hex}` } };
      }
      case 'AWS::EC2::VPC': return { ref: `vpc-${hex}`, attributes: { VpcId: `vpc-${hex}`, CidrBlock: '10.0.0.0/16' } };
      case 'AWS::EC2::SecurityGroup': return { ref: `sg-${hex}`, attributes: { GroupId: `sg-${hex}` } };
      case 'AWS::SecretsManager::Secret': {
        const ref = arn('secretsmanager', `secret:${named('Name')}-abcdef`);
        return { ref, attributes: { Id: ref } };
      }
      case 'AWS::DynamoDB::Table':
      case 'AWS::DynamoDB::GlobalTable': {
        const name = named('TableName');
        return { ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } };
      }
      case 'AWS::SSM::Parameter': return { ref: named('Name'), attributes: { Type: 'String' } };
      case 'AWS::IAM::Role': return { ref: named('RoleName'), attributes: { Arn: arn('iam', `role/${named('RoleName')}`, '') } };
      case 'AWS::IAM::InstanceProfile':
        return { ref: named('InstanceProfileName'), attributes: { Arn: arn('iam', `instance-profile/${named('InstanceProfileName')}`, '') } };
      case 'AWS::S3::Bucket': {
        const name = named('BucketName').toLowerCase();
        return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
      }
      case 'AWS::KMS::Key': return { ref: hex, attributes: { Arn: arn('kms', `key/${hex}`), KeyId: hex } };
      case 'AWS::AutoScaling::AutoScalingGroup': return { ref: named('AutoScalingGroupName'), attributes: {} };
      default: return { ref: `${id}-${hex}`, attributes: { Arn: arn('stand-in', `${id}`), Id: hex, GroupId: hex } };
    }
  }
}

function tags(list: { Key: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}
