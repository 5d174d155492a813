import * as route53 from 'aws-cdk-lib/aws-route53';
import { aStack, deployedCluster, deployedReplication, flat } from './stacks';

const base = deployedReplication({
  deploymentName: 'orders', dns: { zoneName: 'redis.internal' }, loadBalancer: {},
});
const records = Object.fromEntries(base.ofType('AWS::Route53::RecordSet').map(({ Properties }) => [Properties.Name as string, Properties]));

test('a private zone in the VPC', () => {
  base.template.hasResourceProperties('AWS::Route53::HostedZone', { Name: 'redis.internal.', VPCs: [{ VPCId: 'vpc-0123456789abcdef0' }] });
});

test('a name per node, one for all of them, and one per role of the load balancer', () => {
  expect(Object.keys(records).sort()).toEqual(['node-1.orders', 'node-2.orders', 'nodes.orders', 'primary.orders', 'replicas.orders']
    .map((name) => `${name}.redis.internal.`));
  const address = (node: string): string => `<${base.at(`${node}/Interface`).logicalId}.PrimaryPrivateIpAddress>`;
  expect(records['node-1.orders.redis.internal.']!.ResourceRecords.map(flat)).toEqual([address('Node1')]);
  expect(records['nodes.orders.redis.internal.']!.ResourceRecords.map(flat)).toEqual([address('Node1'), address('Node2')]);
  expect(JSON.stringify(records['primary.orders.redis.internal.']!.AliasTarget)).toContain('CanonicalHostedZoneID');
  expect(base.redis.primaryEndpoint).toBe('primary.orders.redis.internal:6380');
  expect(base.redis.replicasEndpoint).toBe('replicas.orders.redis.internal:6382');
  expect(base.redis.domainName).toBe('orders.redis.internal');
});

test('in a zone there is, shared with others; without a load balancer no roles', () => {
  const stack = aStack();
  const zone = route53.PrivateHostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'corp.internal' });
  const cluster = deployedCluster({ deploymentName: 'cart', dns: { hostedZone: zone } }, stack);
  cluster.template.resourceCountIs('AWS::Route53::HostedZone', 0);
  const names = cluster.ofType('AWS::Route53::RecordSet').map(({ Properties }) => Properties.Name as string);
  expect(names).toHaveLength(7);
  expect(names).toContain('shard-2-1.cart.corp.internal.');
  expect(names.join()).not.toMatch(/primary|replicas/);
});

test('a moved node keeps its record, which then says another address', () => {
  const id = (from: typeof base, name: string): string => from.ofType('AWS::Route53::RecordSet')
    .find(({ Properties }) => Properties.Name === name)!.logicalId;
  const moved = deployedReplication({
    deploymentName: 'orders', dns: { zoneName: 'redis.internal' }, loadBalancer: {},
    moveNodes: [{ node: 'node-1', zone: 'zone-3' }],
  });
  expect(id(moved, 'node-1.orders.redis.internal.')).toBe(id(base, 'node-1.orders.redis.internal.'));
});

test.each([{ dns: {} }, { dns: { zoneName: 'a.internal', hostedZone: {} as route53.IPrivateHostedZone } }])('exactly one zone ($dns)', ({ dns }) => {
  expect(() => deployedReplication({ dns })).toThrow(/dns: got (neither|both).*give zoneName/);
});
