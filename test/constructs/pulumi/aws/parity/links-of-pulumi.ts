import type { Recorded } from '../../recorded';
import { below } from '../regions';
import { grantsOf } from './backups';
import { statements, type Facts } from './facts';

const LABELS: [RegExp, string][] = [
  [/vpc-0123456789abcdef0/g, '<vpc home>'],
  [/vpc-other/g, '<vpc there>'],
  [/rtb-home-\w/g, '<routes home>'],
  [/rtb-other-\w/g, '<routes there>'],
  [/address of (?:cache|west)-((?:r2-)?node-\d)-interface/g, '<$1>'],
  [/west-(r2-node-\d)-group/g, '<group of $1>'],
  [/link-peering-id/g, '<peering>'],
  [/cache-security-group-id/g, '<group home>'],
  [/west-security-group-id/g, '<group there>'],
  [/\bZ2\b/g, '<zone>'],
  [/project-stack-cache/g, '<tag home>'],
  [/project-stack-west/g, '<tag there>'],
  [/arn:aws:s3:::witness-bucket/g, '<witness>'],
];

function read(inputs: any): any {
  return JSON.parse(LABELS.reduce((words, [pattern, label]) => words.replace(pattern, label), JSON.stringify(inputs)));
}

/** Facts of a program with `witness`, `link`, `return`, `promotion` and `failback`. */
export function linkFactsOfPulumi(made: Recorded, ofWitness: Recorded): Facts {
  const both = (kind: string): any[] => ['link', 'return']
    .flatMap((component) => below(made, component).resources.filter(({ type }) => type.endsWith(`:${kind}`)).map(({ inputs }) => read(inputs)));
  const rules = (way: string): unknown[] => both(`SecurityGroup${way}Rule`)
    .map((rule) => [way, rule.securityGroupId, rule.ipProtocol, rule.cidrIpv4, rule.fromPort, rule.toPort, rule.description]);
  const named = (name: string, from = made): any => read(from.named(name).inputs);
  const zone = named('link-names-zone');
  const witness = (part: string): any => named(`witness-bucket${part}`, ofWitness);
  const block = witness('-public-access');
  const runbook = (name: string): Facts => {
    const [role, document] = [named(`${name}-role`), named(`${name}-document`)];
    return {
      [`document of ${name}`]: [document.documentType, document.documentFormat, JSON.parse(document.content)],
      [`role of ${name}`]: [role.description, JSON.parse(role.assumeRolePolicy).Statement],
      ...statements(name, JSON.parse(named(`${name}-policy`).policy)),
    };
  };
  return {
    'peering': both('VpcPeeringConnection').map(({ vpcId, peerVpcId, peerRegion }) => [vpcId, peerVpcId, peerRegion]),
    'acceptance of the peering': both('VpcPeeringConnectionAccepter').map(({ vpcPeeringConnectionId: id, autoAccept }) => [id, autoAccept]),
    'routes': both('Route').map((route) => [route.routeTableId, route.destinationCidrBlock, route.vpcPeeringConnectionId]),
    'openings': [...rules('Ingress'), ...rules('Egress')],
    'zone': [zone.name, zone.comment, zone.vpcs.map(({ vpcId, vpcRegion }: any) => [vpcId, vpcRegion])],
    'records': both('Record').map((record) => [record.zoneId, record.name, record.type, record.ttl, record.records]),
    'where clients begin, later': made.named('link-names-active').options.ignoreChanges,
    'witness': {
      access: [block.blockPublicAcls, block.blockPublicPolicy, block.ignorePublicAcls, block.restrictPublicBuckets],
      ownership: witness('-ownership').rule.objectOwnership,
      encryption: witness('-encryption').rules[0].applyServerSideEncryptionByDefault.sseAlgorithm,
      versioning: witness('-versioning').versioningConfiguration.status,
      kept: ofWitness.named('witness-bucket').options.retainOnDelete,
    },
    'policy of the witness': grantsOf(JSON.parse(witness('-policy').policy).Statement),
    'name of the witness': witness('').bucket ?? 'what Pulumi makes of the component\'s',
    'kept from Pulumi': ofWitness.resources.filter(({ options }) => options.protect).map(({ name }) => name),
    ...runbook('promotion'),
    ...runbook('failback'),
  };
}
