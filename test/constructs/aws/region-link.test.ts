import { Duration } from 'aws-cdk-lib';
import { RegionConnection, RegionStrategy } from '../../../constructs/aws';
import { resourcesOf, templates, twoRegions } from './regions';

const { app } = twoRegions();
const all = templates(app);

test('one peering connection, and a route to the other region in every subnet of the nodes, on both sides', () => {
  expect(resourcesOf(all.Link, 'AWS::EC2::VPCPeeringConnection')).toMatchObject([{ PeerRegion: 'eu-west-1' }]);
  const routes = (name: string): string[] =>
    resourcesOf(all[name], 'AWS::EC2::Route').map(({ DestinationCidrBlock }) => DestinationCidrBlock as string);
  expect(routes('Link')).toEqual(['10.1.0.0/16', '10.1.0.0/16', '10.1.0.0/16']);
  expect(routes('Back')).toEqual(['10.0.0.0/16', '10.0.0.0/16', '10.0.0.0/16']);
});

test('open are the ports of members, to addresses of the other region only', () => {
  for (const [name, other] of [['Link', '10.1.'], ['Back', '10.0.']] as const) {
    const rules = ['Ingress', 'Egress'].flatMap((way) => resourcesOf(all[name], `AWS::EC2::SecurityGroup${way}`));
    expect(new Set(rules.map(({ ToPort }) => ToPort))).toEqual(new Set([6380, 26380, 8379]));
    expect(rules.every(({ CidrIp }) => (CidrIp as string).startsWith(other))).toBe(true);
  }
});

test('every node of both regions has a name, clients begin at the home region', () => {
  const records = resourcesOf(all.Link, 'AWS::Route53::RecordSet').map(({ Name }) => Name as string);
  expect(records.map((name) => name.replace('.cache.redis-ha.internal.', '')).sort()).toEqual([
    'active', 'node-1', 'node-2', 'node-3', 'r2-node-1', 'r2-node-2', 'r2-node-3', 'region-1', 'region-2',
  ]);
  expect(resourcesOf(all.Link, 'AWS::Route53::RecordSet').find(({ Type }) => Type === 'CNAME').ResourceRecords)
    .toEqual(['region-1.cache.redis-ha.internal']);
});

test('networks that overlap are refused, and so is a strategy without nodes', () => {
  expect(() => twoRegions({ cidrs: ['10.0.0.0/16', '10.0.128.0/17'] }))
    .toThrow(/10\.0\.0\.0\/16, the other one 10\.0\.128\.0\/17: they overlap/);
  const objectives = { rpo: Duration.hours(3), rto: Duration.hours(3) };
  expect(() => twoRegions({ options: { strategy: RegionStrategy.BACKUP_RESTORE, objectives } }))
    .toThrow(/declare a deployment with `restoreFrom`/);
});

test('transit gateways: routes lead to that of their region, and nothing is peered', () => {
  const given = templates(twoRegions({ link: { connection: RegionConnection.transitGateways('tgw-1', 'tgw-2') } }).app);
  expect(resourcesOf(given.Link, 'AWS::EC2::VPCPeeringConnection')).toEqual([]);
  expect(resourcesOf(given.Link, 'AWS::EC2::Route').map(({ TransitGatewayId }) => TransitGatewayId)).toEqual(['tgw-1', 'tgw-1', 'tgw-1']);
  expect(resourcesOf(given.Back, 'AWS::EC2::Route').map(({ TransitGatewayId }) => TransitGatewayId)).toEqual(['tgw-2', 'tgw-2', 'tgw-2']);
});
