import type { Deployed, Resource } from '../../../aws/stacks';
import { rule, script, statements, withoutArns, type Facts } from './facts';

/** Facts of a CloudFormation template. */
export function factsOfCdk({ resources, ofType }: Pick<Deployed<any>, 'resources' | 'ofType'>): Facts {
  const tag: string = ofType('AWS::EC2::Volume')[0]!.Properties.Tags.find(({ Key }: any) => Key === 'redis-ha:deployment').Value;
  const kind = (logicalId: string): string => `<${resources[logicalId]?.Type.split('::').at(-1) ?? logicalId}>`;
  const read = (value: any): any => {
    if (typeof value === 'string') {
      return value.replaceAll(tag, '<tag>');
    }
    if (Array.isArray(value)) {
      return value.map(read);
    }
    if (value === null || typeof value !== 'object') {
      return value;
    }
    if (value.Ref) {
      return value.Ref === 'AWS::Partition' ? 'aws' : kind(value.Ref);
    }
    if (value['Fn::GetAtt']) {
      const [id, attribute] = value['Fn::GetAtt'];
      return `${kind(id)}${kind(id) === '<LogGroup>' && attribute === 'Arn' ? ':*' : ''}`;
    }
    if (value['Fn::Join']) {
      return value['Fn::Join'][1].map(read).join(value['Fn::Join'][0]);
    }
    if (value['Fn::Base64']) {
      return read(value['Fn::Base64']);
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, read(member)]));
  };
  const all = (type: string): any[] => ofType(type).map((resource) => ({ ...read(resource.Properties), kept: resource.DeletionPolicy === 'Retain' }));
  const tags = (list: any[]): any => Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
  const templates = all('AWS::EC2::LaunchTemplate').map(({ LaunchTemplateData }) => LaunchTemplateData);
  const scripts = templates.map(({ UserData }) => script(UserData));
  const volumes = all('AWS::EC2::Volume');
  const interfaces = all('AWS::EC2::NetworkInterface');
  const groups = all('AWS::AutoScaling::AutoScalingGroup');
  const policies = ofType('AWS::IAM::Policy').map((policy: Resource) => statements(
    JSON.stringify(policy.Properties.Roles).includes('Access') ? 'nodes' : 'issuer', read(policy.Properties.PolicyDocument)));
  const secrets = all('AWS::SecretsManager::Secret');
  const passwords = secrets.filter(({ GenerateSecretString }) => GenerateSecretString);
  return Object.assign({
    'members: in': rulesOf('AWS::EC2::SecurityGroupIngress', all),
    'members: out': [...rulesOf('AWS::EC2::SecurityGroupEgress', all),
      ...all('AWS::EC2::SecurityGroup').flatMap(({ SecurityGroupEgress = [] }) => SecurityGroupEgress
        .filter(({ CidrIp }: any) => CidrIp === '0.0.0.0/0')
        .map(({ FromPort, ToPort, CidrIp, Description }: any) => rule('<SecurityGroup>', FromPort, ToPort, CidrIp, Description)))].sort(),
    'volumes': volumes.map(({ VolumeType, Size, Iops, Throughput, Encrypted, KmsKeyId, kept }) =>
      ({ VolumeType, Size, Iops, Throughput, Encrypted, KmsKeyId, kept })),
    'interfaces': interfaces.map(({ Description, GroupSet, kept }) => ({ Description, GroupSet, kept })),
    'tags': [...volumes, ...interfaces].map(({ Tags }) => tags(Tags)).concat(groups.map(({ Tags }) => tags(Tags)))
      .concat(templates.flatMap(({ TagSpecifications }) => TagSpecifications.map(({ Tags }: any) => tags(Tags)))),
    'instances': templates.map(({ UserData: _, TagSpecifications: __, ...data }) => data),
    'user data': scripts.map(({ rest }) => rest),
    'signals': scripts.map(({ signals }) => signals),
    'groups': groups.map((group) => [group.MinSize, group.MaxSize, group.DesiredCapacity, group.AvailabilityZones, group.HealthCheckType,
      group.HealthCheckGracePeriod, group.InstanceMaintenancePolicy.MinHealthyPercentage,
      group.InstanceMaintenancePolicy.MaxHealthyPercentage]),
    'hooks': groups.map(({ LifecycleHookSpecificationList: [hook] }) =>
      [hook.LifecycleHookName, hook.LifecycleTransition, hook.HeartbeatTimeout, hook.DefaultResult]),
    'rolling safety': ofType('AWS::AutoScaling::AutoScalingGroup').map(({ UpdatePolicy }) => Object.keys(UpdatePolicy)),
    'secrets': secrets.map(({ Description, KmsKeyId, Name, ReplicaRegions, kept }) => ({
      Description, KmsKeyId, Name, kept, copies: ReplicaRegions?.map((copy: any) => [copy.Region, copy.KmsKeyId]),
    })),
    'strength of passwords': passwords.map(({ GenerateSecretString: { PasswordLength, ExcludePunctuation } }) => [PasswordLength, ExcludePunctuation]),
    'passwords': passwords.map(() => 'made by CloudFormation'),
    'copied passwords': secrets.filter(({ SecretString }) => SecretString).map(() => 'read by CloudFormation'),
    'coordination table': all('AWS::DynamoDB::Table').map((table) => [table.KeySchema[0].AttributeName, table.BillingMode,
      table.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled, table.SSESpecification.SSEEnabled,
      table.DeletionProtectionEnabled, table.kept]),
    'pointer': all('AWS::SSM::Parameter').map(({ Type, Tier, Description, Value }) => [Type, Tier, Description, pointed(Value)]),
    'first issue of certificates': all('Custom::RedisHaCertificates').map(() => 'custom resource'),
    // Besides it, the CDK has functions of its own.
    'issuer': all('AWS::Lambda::Function').filter(({ Environment }) => Environment?.Variables.REDIS_HA_ISSUER).map(({ Runtime, MemorySize, Timeout, Architectures, Handler, Environment }) =>
      [Runtime, MemorySize, Timeout, Architectures, Handler, withoutArns(Environment.Variables.REDIS_HA_ISSUER)]),
    'logs': all('AWS::Logs::LogGroup').map(({ RetentionInDays }) => RetentionInDays),
    'schedule': all('AWS::Events::Rule').map(({ ScheduleExpression, Description }) => [ScheduleExpression, Description]),
    'alarms': all('AWS::CloudWatch::Alarm').map((alarm) => [alarm.AlarmDescription, alarm.Namespace, alarm.MetricName,
      alarm.Dimensions.map(({ Name, Value }: any) => [Name, Value]), alarm.Statistic, alarm.Period, alarm.Threshold,
      alarm.ComparisonOperator, alarm.EvaluationPeriods, alarm.DatapointsToAlarm, alarm.TreatMissingData,
      alarm.AlarmActions ?? []]),
    'listeners': all('AWS::ElasticLoadBalancingV2::Listener').map(({ Port, Protocol }) => [Port, Protocol]),
    'target groups': all('AWS::ElasticLoadBalancingV2::TargetGroup').map((group) => [group.Port, group.HealthCheckPath, group.HealthCheckPort,
      group.HealthCheckIntervalSeconds, group.HealthCheckTimeoutSeconds, group.HealthyThresholdCount,
      group.UnhealthyThresholdCount, group.Targets.length,
      Object.fromEntries(group.TargetGroupAttributes.map(({ Key, Value }: any) => [Key, Value]))]),
    'names': all('AWS::Route53::RecordSet').map(({ Name, Type, TTL, ResourceRecords }) =>
      [Name.replace(/\.$/, ''), Type, TTL === undefined ? undefined : Number(TTL), ResourceRecords?.length]),
    'bucket of plan and agent': 'of the CDK\'s bootstrap',
    'kept from Pulumi': 'not there',
  }, ...policies);
}

function rulesOf(type: string, all: (type: string) => any[]): string[] {
  return all(type).map(({ GroupId, FromPort, ToPort, SourceSecurityGroupId, DestinationSecurityGroupId, Description }) =>
    rule(GroupId, FromPort, ToPort, SourceSecurityGroupId ?? DestinationSecurityGroupId, Description)).sort();
}

/** Without where files are, which is another bucket; what they are is in the digest. */
function pointed(value: string): unknown {
  const { plan, agent, ...rest } = JSON.parse(withoutArns(value));
  return { ...rest, agent: agent.sha256, plan: plan.sha256 };
}
