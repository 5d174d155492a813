import { grantsOf } from './backups';
import { statements, type Facts } from './facts';

/** Ids and names of outputs by what they are; the first that fits. */
const LABELS: [RegExp, (where: string, ...found: (string | undefined)[]) => string][] = [
  [/Peering/, () => '<peering>'],
  [/NamesZone/, () => '<zone>'],
  [/RouteTable/, (where) => `<routes ${where}>`],
  [/SecurityGroup/, (where) => `<group ${where}>`],
  [/Fleet(R2)?Node(\d)Interface/, (_, other, number) => `<${other ? 'r2-' : ''}node-${number}>`],
  [/Fleet(R2)?Node(\d)Group/, (_, other, number) => `<group of ${other ? 'r2-' : ''}node-${number}>`],
  [/Vpc[0-9A-F]{8}/, (where) => `<vpc ${where}>`],
  [/^Witness/, () => '<witness>'],
];

/** What a value of a template is. */
function read(value: any, stack: string): any {
  if (Array.isArray(value)) {
    return value.map((member) => read(member, stack));
  }
  if (value === null || typeof value !== 'object') {
    return typeof value === 'string' ? value.replace(/(Home|Replica)-Redis-Fleet-[0-9A-F]{8}/g, (_, of) => `<tag ${of === 'Home' ? 'home' : 'there'}>`) : value;
  }
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::GetStackOutput': output } = value;
  if (Ref === 'AWS::Partition') {
    return 'aws';
  }
  if (join) {
    return join[1].map((member: unknown) => read(member, stack)).join(join[0]);
  }
  const id: string | undefined = output?.OutputName ?? attribute?.[0] ?? Ref;
  if (id !== undefined) {
    const where = (output?.StackName ?? stack) === 'Home' ? 'home' : 'there';
    const [pattern, label] = LABELS.find(([candidate]) => candidate.test(id)) ?? [/$/, () => `<${id}>`];
    return label(where, ...pattern.exec(id)!.slice(1));
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, read(member, stack)]));
}

const withoutDot = (name: string): string => name.replace(/\.$/, '');

/** Facts of an app with the stacks Witness, Link and Back, the latter two with a runbook. */
export function linkFactsOfCdk(templates: Record<string, any>): Facts {
  const of = (stack: string, type: string): any[] => Object.values(templates[stack].Resources as Record<string, any>)
    .filter(({ Type }) => Type === type).map(({ Properties, DeletionPolicy }) => ({ ...read(Properties, stack), kept: DeletionPolicy === 'Retain' }));
  const both = (type: string): any[] => [...of('Link', type), ...of('Back', type)];
  const rules = (way: string): unknown[] => both(`AWS::EC2::SecurityGroup${way}`)
    .map((rule) => [way, rule.GroupId, rule.IpProtocol, rule.CidrIp, rule.FromPort, rule.ToPort, rule.Description]);
  const [zone] = of('Link', 'AWS::Route53::HostedZone');
  const [bucket] = of('Witness', 'AWS::S3::Bucket');
  const [{ PolicyDocument: policy }] = of('Witness', 'AWS::S3::BucketPolicy');
  const runbook = (name: string, stack: string): Facts => {
    const [role] = of(stack, 'AWS::IAM::Role');
    const [document] = of(stack, 'AWS::SSM::Document');
    return {
      [`document of ${name}`]: [document.DocumentType, document.DocumentFormat, document.Content],
      [`role of ${name}`]: [role.Description, role.AssumeRolePolicyDocument.Statement],
      ...statements(name, of(stack, 'AWS::IAM::Policy')[0].PolicyDocument),
    };
  };
  return {
    'peering': of('Link', 'AWS::EC2::VPCPeeringConnection').map(({ VpcId, PeerVpcId, PeerRegion }) => [VpcId, PeerVpcId, PeerRegion]),
    'acceptance of the peering': 'none needed',
    'routes': both('AWS::EC2::Route').map((route) => [route.RouteTableId, route.DestinationCidrBlock, route.VpcPeeringConnectionId]),
    'openings': [...rules('Ingress'), ...rules('Egress')],
    'zone': [withoutDot(zone.Name), zone.HostedZoneConfig.Comment, zone.VPCs.map(({ VPCId, VPCRegion }: any) => [VPCId, VPCRegion])],
    'records': of('Link', 'AWS::Route53::RecordSet').map((record) =>
      [record.HostedZoneId, withoutDot(record.Name), record.Type, Number(record.TTL), record.ResourceRecords]),
    'where clients begin, later': 'the template',
    'witness': {
      access: Object.values(bucket.PublicAccessBlockConfiguration),
      ownership: bucket.OwnershipControls.Rules[0].ObjectOwnership,
      encryption: bucket.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.SSEAlgorithm,
      versioning: bucket.VersioningConfiguration.Status,
      kept: bucket.kept,
    },
    'policy of the witness': grantsOf(policy.Statement),
    'name of the witness': /-123456789012-eu-west-3$/.test(bucket.BucketName) ? 'account and region' : bucket.BucketName,
    'kept from Pulumi': [],
    ...runbook('promotion', 'Back'),
    ...runbook('failback', 'Link'),
  };
}
