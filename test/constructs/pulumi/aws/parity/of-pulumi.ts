import { ACCOUNT } from '../declared';
import type { Recorded, RecordedResource } from '../../recorded';
import { rule, script, statements, withoutArns, type Facts } from './facts';

/** Facts of what a Pulumi program registered below the component `cache`. */
export function factsOfPulumi({ resources, invokes, ofType }: Recorded): Facts {
  const tag: string = ofType('aws:ebs/volume:Volume')[0]!.inputs.tags['redis-ha:deployment'];
  const named = resources.filter(({ custom }) => custom).sort((a, b) => b.name.length - a.name.length);
  const read = (value: any): any => {
    if (typeof value === 'string') {
      let words = value.replaceAll(tag, '<tag>');
      for (const { name, type } of named) {
        const arn = `arn:aws:${type.split(':')[1]!.split('/')[0]}:eu-central-1:${ACCOUNT}:${name}`;
        for (const form of [arn, `address of ${name}`, `${name}.elb.amazonaws.com`, `arn:aws:s3:::${name}`, `${name}-id`, name]) {
          words = words.replaceAll(form, `<${type.split(':').at(-1)}>`);
        }
      }
      return words;
    }
    if (Array.isArray(value)) {
      return value.map(read);
    }
    return value === null || typeof value !== 'object' ? value
      : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, read(member)]));
  };
  const all = (type: string): any[] =>
    ofType(type).map((resource) => ({ ...read(resource.inputs), kept: resource.options.retainOnDelete }));
  const templates = ofType('aws:ec2/launchTemplate:LaunchTemplate').map(({ inputs }) => inputs);
  const scripts = templates.map(({ userData }) => script(read(Buffer.from(userData, 'base64').toString())));
  const volumes = all('aws:ebs/volume:Volume');
  const interfaces = all('aws:ec2/networkInterface:NetworkInterface');
  const groups = all('aws:autoscaling/group:Group');
  const versions = ofType('aws:secretsmanager/secretVersion:SecretVersion');
  const policies = ofType('aws:iam/rolePolicy:RolePolicy').map(({ name, inputs }) =>
    statements(name.includes('access') ? 'nodes' : 'issuer', read(JSON.parse(inputs.policy))));
  return Object.assign({
    'members: in': all('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule').map(ruleOf).sort(),
    'members: out': all('aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule').map(ruleOf).sort(),
    'volumes': volumes.map((volume) => ({
      VolumeType: volume.type, Size: volume.size, Iops: volume.iops, Throughput: volume.throughput, Encrypted: volume.encrypted,
      KmsKeyId: volume.kmsKeyId, kept: volume.kept,
    })),
    'interfaces': interfaces.map(({ description, securityGroups, kept }) => ({ Description: description, GroupSet: securityGroups, kept })),
    'tags': [...volumes, ...interfaces].map(({ tags }) => tags)
      .concat(groups.map(({ tags }) => Object.fromEntries(tags.map(({ key, value }: any) => [key, value]))))
      .concat(templates.flatMap(({ tagSpecifications }) => tagSpecifications.map(({ tags }: any) => read(tags)))),
    'instances': templates.map((template) => instanceOf(read(template))),
    'user data': scripts.map(({ rest }) => rest),
    'signals': scripts.map(({ signals }) => signals),
    'groups': groups.map((group) => [String(group.minSize), String(group.maxSize), group.desiredCapacity?.toString(), group.availabilityZones,
      group.healthCheckType, group.healthCheckGracePeriod, group.instanceMaintenancePolicy.minHealthyPercentage,
      group.instanceMaintenancePolicy.maxHealthyPercentage]),
    'hooks': groups.map(({ initialLifecycleHooks: [hook] }) => [hook.name, hook.lifecycleTransition, hook.heartbeatTimeout, hook.defaultResult]),
    'rolling safety': groups.map(({ instanceRefresh }) => ['instanceRefresh', instanceRefresh.strategy]),
    'secrets': ofType('aws:secretsmanager/secret:Secret').map(({ inputs, options }) => ({
      Description: inputs.description, KmsKeyId: inputs.kmsKeyId, Name: inputs.name, kept: options.retainOnDelete,
      copies: inputs.replicas?.map((copy: any) => [copy.region, copy.kmsKeyId]),
    })),
    'strength of passwords': invokes.filter(({ token }) => token.includes('getRandomPassword'))
      .map(({ inputs }) => [inputs.passwordLength, inputs.excludePunctuation]),
    'passwords': versions.filter(({ options }) => options.ignoreChanges.length > 0).map(({ options }) => ['in the state', options.ignoreChanges]),
    'copied passwords': versions.filter(({ options }) => options.ignoreChanges.length === 0).map(() => 'in the state'),
    'coordination table': all('aws:dynamodb/table:Table').map((table) => [table.hashKey, table.billingMode, table.pointInTimeRecovery.enabled,
      table.serverSideEncryption.enabled, table.deletionProtectionEnabled, table.kept]),
    'pointer': all('aws:ssm/parameter:Parameter').map(({ type, tier, description, insecureValue }) => [type, tier, description, pointed(insecureValue)]),
    'first issue of certificates': all('aws:lambda/invocation:Invocation').map(() => 'invocation'),
    'issuer': all('aws:lambda/function:Function').map(({ runtime, memorySize, timeout, architectures, handler, environment }) =>
      [runtime, memorySize, timeout, architectures, handler, withoutArns(environment.variables.REDIS_HA_ISSUER)]),
    'logs': all('aws:cloudwatch/logGroup:LogGroup').map(({ retentionInDays }) => retentionInDays),
    'schedule': all('aws:cloudwatch/eventRule:EventRule').map(({ scheduleExpression, description }) => [scheduleExpression, description]),
    'alarms': all('aws:cloudwatch/metricAlarm:MetricAlarm').map((alarm) => [alarm.alarmDescription, alarm.namespace, alarm.metricName,
      Object.entries(alarm.dimensions), alarm.statistic, alarm.period, alarm.threshold, alarm.comparisonOperator,
      alarm.evaluationPeriods, alarm.datapointsToAlarm, alarm.treatMissingData, alarm.alarmActions]),
    'listeners': all('aws:lb/listener:Listener').map(({ port, protocol }) => [port, protocol]),
    'target groups': ofType('aws:lb/targetGroup:TargetGroup').map((group) => targetsOf(group, ofType('aws:lb/targetGroupAttachment:TargetGroupAttachment'))),
    'names': all('aws:route53/record:Record').map(({ name, type, ttl, records }) => [name, type, ttl, records?.length]),
    'bucket of plan and agent': all('aws:s3/bucket:Bucket').map(() => 'the deployment\'s own'),
    'kept from Pulumi': [...new Set(resources.filter(({ options }) => options.protect).map(({ type }) => type.split(':').at(-1)))].sort(),
  }, ...policies);
}

function ruleOf({ securityGroupId, fromPort, toPort, referencedSecurityGroupId, cidrIpv4, description }: any): string {
  return rule(securityGroupId, fromPort, toPort, referencedSecurityGroupId ?? cidrIpv4, description);
}

/** In CloudFormation's words. */
function instanceOf(template: any): unknown {
  const [{ ebs, deviceName }] = template.blockDeviceMappings;
  const [{ deviceIndex, networkInterfaceId }] = template.networkInterfaces;
  const { httpTokens, httpPutResponseHopLimit, httpEndpoint } = template.metadataOptions;
  return {
    ImageId: template.imageId,
    InstanceType: template.instanceType,
    IamInstanceProfile: { Arn: template.iamInstanceProfile.arn },
    NetworkInterfaces: [{ DeviceIndex: deviceIndex, NetworkInterfaceId: networkInterfaceId }],
    MetadataOptions: { HttpTokens: httpTokens, HttpPutResponseHopLimit: httpPutResponseHopLimit, HttpEndpoint: httpEndpoint },
    Monitoring: { Enabled: template.monitoring.enabled },
    EbsOptimized: template.ebsOptimized === 'true',
    BlockDeviceMappings: [{ DeviceName: deviceName, Ebs: {
      VolumeType: ebs.volumeType, VolumeSize: ebs.volumeSize, Encrypted: ebs.encrypted === 'true', DeleteOnTermination: ebs.deleteOnTermination === 'true',
    } }],
  };
}

function targetsOf({ name, inputs: group }: RecordedResource, attached: RecordedResource[]): unknown {
  const check = group.healthCheck;
  return [group.port, check.path, check.port, check.interval, check.timeout, check.healthyThreshold, check.unhealthyThreshold,
    attached.filter(({ inputs }) => inputs.targetGroupArn.endsWith(name)).length, {
      'preserve_client_ip.enabled': group.preserveClientIp,
      'deregistration_delay.connection_termination.enabled': String(group.connectionTermination),
      'deregistration_delay.timeout_seconds': String(group.deregistrationDelay),
      'target_health_state.unhealthy.connection_termination.enabled': String(group.targetHealthStates[0].enableUnhealthyConnectionTermination),
    }];
}

/** Without where files are, which is another bucket; what they are is in the digest. */
function pointed(value: string): unknown {
  const { plan, agent, ...rest } = JSON.parse(withoutArns(value));
  return { ...rest, agent: agent.sha256, plan: plan.sha256 };
}
