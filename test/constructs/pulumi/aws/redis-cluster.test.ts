import { cluster } from './declared';

test('shards by name, the bus open among members, and a parameter that may grow', async () => {
  const made = await cluster({ shards: 3, replicas: 1 });
  expect(made.ofType('aws:autoscaling/group:Group').map(({ name }) => name)).toEqual(
    ['1-1', '1-2', '2-1', '2-2', '3-1', '3-2'].map((node) => `cache-shard-${node}-group`));
  expect(made.ofType('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule').map(({ inputs }) => inputs.description)).toContain('Cluster bus');
  expect(made.named('cache-pointer').inputs.tier).toBe('Intelligent-Tiering');
  expect(made.named('cache').outputs!.shards).toBe(3);
});

test('a moved node has another interface and volume, the others what they had', async () => {
  const before = (await cluster()).resources.map(({ name }) => name);
  const after = await cluster({ moveNodes: [{ node: 'shard-1-2', zone: 'zone-3' }] });
  const added = after.resources.map(({ name }) => name).filter((name) => !before.includes(name));
  expect(added).toEqual(['interface', 'volume', 'launch-template', 'group'].map((id) => `cache-shard-1-2-in-zone-3-${id}`).sort(
    (a, b) => added.indexOf(a) - added.indexOf(b)));
  const pointer = JSON.parse(after.named('cache-pointer').inputs.insecureValue);
  expect(pointer.moved).toEqual({ 'shard-1-2': 'cache-shard-1-2-in-zone-3-volume-id' });
});
