import { SentinelPlacement, Topology } from '../../../lib/model';
import { NodeRole, nodesWith } from '../../../lib/plan';
import { domainNames, place } from '../../../lib/plan/placement';

function layout(topology: Topology, domains: number): string[] {
  return place('demo', topology, domainNames(domains)).map((node) => `${node.name} ${node.failureDomain} ${node.roles.join('+')}`);
}

test('three nodes, three domains, a Sentinel beside each', () => {
  expect(layout(Topology.sentinel(), 3)).toEqual([
    'node-1 zone-1 data+sentinel', 'node-2 zone-2 data+sentinel', 'node-3 zone-3 data+sentinel',
  ]);
});

test('Sentinels that find no data node get a node of their own in the next domain', () => {
  expect(layout(Topology.sentinel({ replicas: 1 }), 3)).toEqual([
    'node-1 zone-1 data+sentinel', 'node-2 zone-2 data+sentinel', 'sentinel-1 zone-3 sentinel',
  ]);
});

test('Sentinels on nodes of their own leave the data nodes alone', () => {
  const nodes = place('demo', Topology.sentinel({ placement: SentinelPlacement.OWN_NODES }), domainNames(3));
  expect(nodes).toHaveLength(6);
  expect(nodesWith(nodes, NodeRole.DATA).some((node) => node.roles.includes(NodeRole.SENTINEL))).toBe(false);
});

test('more data nodes than Sentinels: the last have none', () => {
  expect(nodesWith(place('demo', Topology.sentinel({ replicas: 4 }), domainNames(3)), NodeRole.SENTINEL)).toHaveLength(3);
});

test('addresses are logical: node and deployment', () => {
  expect(place('demo', Topology.sentinel(), domainNames(3))[1]!.address).toBe('node-2.demo');
});

test('shards begin in the next domain each and go on round; names tell shard and number, not the role', () => {
  const nodes = place('demo', Topology.cluster({ shards: 3, replicas: 1 }), domainNames(3));
  expect(nodes.map(({ name, shard, failureDomain }) => `${name} ${shard} ${failureDomain}`)).toEqual([
    'shard-1-1 1 zone-1', 'shard-1-2 1 zone-2', 'shard-2-1 2 zone-2', 'shard-2-2 2 zone-3', 'shard-3-1 3 zone-3', 'shard-3-2 3 zone-1',
  ]);
});

test('replication has no Sentinel and no shard', () => {
  expect(layout(Topology.replication({ replicas: 2, cascaded: 1 }), 3)).toEqual(['node-1 zone-1 data', 'node-2 zone-2 data', 'node-3 zone-3 data']);
});
