import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { NodeNames, type PrivateDns } from '../../../../constructs/pulumi/aws/private-dns';
import type { RedisNode } from '../../../../constructs/pulumi/aws/redis-node';
import type { Recorded, RecordedRun } from '../recorded';
import { aPlan, notKnownYet, ownOptions, part } from './parts';

const plan = aPlan();

type AddressOf = (node: string) => pulumi.Output<string>;

function named(
  dns: PrivateDns, run?: RecordedRun, address: AddressOf = (node) => pulumi.output(`address of ${node}`),
): Promise<Recorded> {
  return part(() => {
    const { parent } = ownOptions();
    const nodes = plan.nodes.map(({ name }) => ({ nodeName: name, address: address(name) }) as unknown as RedisNode);
    const names = new NodeNames('cache', { dns, vpcId: 'vpc-1', plan, nodes }, parent);
    const balancer = new aws.lb.LoadBalancer('balancer', {}, { parent });
    return { domain: names.domain, primary: names.alias('primary', balancer) };
  }, run);
}

const records = (told: Recorded): any[] => told.ofType('aws:route53/record:Record').map(({ inputs }) => inputs);

test('a zone of its own is visible in its VPC; every node has a name, and all of them have one', async () => {
  const told = await named({ zoneName: 'redis.internal' });
  expect(told.named('cache-dns-zone').inputs).toMatchObject({ name: 'redis.internal', vpcs: [{ vpcId: 'vpc-1' }] });
  expect(told.outputs).toEqual({ domain: 'orders.redis.internal', primary: 'primary.orders.redis.internal' });
  const addresses = records(told).filter((record) => record.records).map((record) => [record.name, record.records]);
  expect(addresses).toEqual([
    ...plan.nodes.map(({ name }) => [`${name}.orders.redis.internal`, [`address of ${name}`]]),
    ['nodes.orders.redis.internal', plan.nodes.map(({ name }) => `address of ${name}`)],
  ]);
  // An alias: the load balancer's addresses may change.
  expect(told.named('cache-dns-primary').inputs.aliases).toEqual([{ name: 'balancer.elb.amazonaws.com', zoneId: 'Z1', evaluateTargetHealth: false }]);
});

test('a zone there is is used, and not made', async () => {
  const told = await named({ hostedZone: { zoneId: 'Z9', name: pulumi.output('shared.internal') } });
  expect(told.ofType('aws:route53/zone:Zone')).toEqual([]);
  expect([...new Set(records(told).map(({ zoneId }) => zoneId))]).toEqual(['Z9']);
  expect(told.outputs.domain).toBe('orders.shared.internal');
});

test('addresses that are not known yet change no name', async () => {
  const told = await named({ zoneName: 'redis.internal' }, { preview: true }, () => notKnownYetOnce());
  expect(told.ofType('aws:route53/record:Record').map(({ name }) => name)).toContain('cache-dns-node-3');
});

test('both zones, or neither, are refused', async () => {
  await expect(named({})).rejects.toThrow(/^cache: dns: got neither zoneName nor hostedZone/);
  await expect(named({ zoneName: 'a', hostedZone: { zoneId: 'Z', name: 'b' } })).rejects.toThrow(/^cache: dns: got both/);
});

let unknown: pulumi.Output<string> | undefined;
function notKnownYetOnce(): pulumi.Output<string> {
  unknown ??= notKnownYet();
  return unknown;
}
