import fc from 'fast-check';
import { InvalidInput, RegionStrategy, Topology, WhenUnsure, type ReplicaRegionSpec } from '../../../lib/model';
import {
  allNodes, HOME_REGION, NodeRole, nodesWith, plan, PlanRefused, planOf, regionOf, remoteNodes, REPLICA_REGION, review,
} from '../../../lib/plan';
import { parsePlan } from '../../../lib/plan/parse';
import { inconsistencyOf } from '../../../lib/plan/parse-consistency';
import { demoSpec, specs, WARM } from './specs';

jest.setTimeout(60_000);

const replicaRegions: fc.Arbitrary<ReplicaRegionSpec> = fc.record({
  strategy: fc.constantFrom(...Object.values(RegionStrategy)),
  failureDomains: fc.integer({ min: 1, max: 4 }),
  objectives: fc.constant({ rpoSeconds: 86_400, rtoSeconds: 86_400 }),
  leaseSeconds: fc.integer({ min: 2, max: 60 }),
  whenUnsure: fc.constantFrom(...Object.values(WhenUnsure)),
});

test('without another region a plan says one region and nothing else about it', () => {
  const deployment = plan(demoSpec());
  expect(deployment.regions).toEqual([{ name: HOME_REGION, role: 'primary' }]);
  expect('regionChange' in deployment).toBe(false);
  expect(remoteNodes(deployment)).toEqual([]);
  expect(planOf(deployment, HOME_REGION)).toBe(deployment);
});

test('the other region has the same topology under names of its own, in failure domains of its own', () => {
  const deployment = plan(demoSpec({ topology: Topology.sentinel({ replicas: 1 }), replicaRegion: { ...WARM,
    failureDomains: 2 } }));
  expect(deployment.nodes).toEqual(plan(demoSpec({ topology: Topology.sentinel({ replicas: 1 }) })).nodes);
  expect(remoteNodes(deployment).map(({ name, failureDomain, address }) => [name, failureDomain, address])).toEqual([
    ['r2-node-1', 'r2-zone-1', 'r2-node-1.demo'], ['r2-node-2', 'r2-zone-2', 'r2-node-2.demo'], ['r2-sentinel-1', 'r2-zone-1', 'r2-sentinel-1.demo'],
  ]);
  expect(deployment.regions[1]).toMatchObject({ name: REPLICA_REGION, role: 'replica', failureDomains: ['r2-zone-1', 'r2-zone-2'] });
  expect(allNodes(deployment)).toHaveLength(6);
  expect([regionOf(deployment, 'node-2'), regionOf(deployment, 'r2-sentinel-1')]).toEqual([HOME_REGION, REPLICA_REGION]);
  expect(() => regionOf(deployment, 'node-9')).toThrow('"node-9" is no node of demo');
});

test('a node there that was moved keeps name and place, and what the pilot light burns on does not change', () => {
  const spec = { ...WARM, strategy: RegionStrategy.PILOT_LIGHT, objectives: { rpoSeconds: 86_400, rtoSeconds: 86_400 } };
  const made = (moves: Record<string, string>): ReturnType<typeof plan> =>
    plan(demoSpec({ replicaRegion: { ...spec, moved: moves } }));
  const [placed, moved] = [made({}), made({ 'r2-node-1': 'r2-zone-3' })];
  expect(remoteNodes(moved)).toEqual(remoteNodes(placed).map((node) =>
    (node.name === 'r2-node-1' ? { ...node, failureDomain: 'r2-zone-3' } : node)));
  expect(inconsistencyOf(moved)).toBeUndefined();
  expect(moved.nodes).toEqual(placed.nodes);
  expect(() => plan(demoSpec({ replicaRegion: { ...WARM, moved: { 'node-1': 'r2-zone-3' } } })))
    .toThrow(/^replicaRegion\.moved: got "node-1", which is no node of the plan; use names among r2-node-1/);
});

test('a pilot light burns on one node for each data set; of copied backups nothing runs', () => {
  const awake = (strategy: RegionStrategy, topology: Topology): string[] => remoteNodes(review(demoSpec({
    topology, replicaRegion: { ...WARM, strategy, objectives: { rpoSeconds: 86_400, rtoSeconds: 86_400 } },
  }))).filter(({ dormant }) => !dormant).map(({ name }) => name);
  const cluster = Topology.cluster({ shards: 3, replicas: 1 });
  expect(awake(RegionStrategy.PILOT_LIGHT, Topology.sentinel())).toEqual(['r2-node-1']);
  expect(awake(RegionStrategy.PILOT_LIGHT, cluster)).toEqual(['r2-shard-1-1', 'r2-shard-2-1', 'r2-shard-3-1']);
  expect(awake(RegionStrategy.BACKUP_RESTORE, Topology.sentinel())).toEqual([]);
  expect(awake(RegionStrategy.WARM, cluster)).toHaveLength(6);
});

test('turned over, the other region\'s nodes are the plan\'s, with a node to begin with; twice is the plan itself', () => {
  const deployment = plan(demoSpec({ replicaRegion: WARM }));
  const turned = planOf(deployment, REPLICA_REGION);
  expect(turned.nodes.map(({ name }) => name)).toEqual(['r2-node-1', 'r2-node-2', 'r2-node-3']);
  expect(turned.topology.bootstrapNode).toBe('r2-node-1');
  expect(turned.regions.map(({ name, role }) => [name, role])).toEqual([[REPLICA_REGION, 'primary'], [HOME_REGION, 'replica']]);
  expect(remoteNodes(turned)).toEqual(deployment.nodes);
  expect(planOf(turned, HOME_REGION)).toEqual(deployment);
  expect(() => planOf(deployment, 'region-3')).toThrow('demo has no region "region-3"; it has region-1, region-2');
});

test('whatever is declared: turned over twice is the plan, both ways round it contradicts nothing, and a file of it reads back', () => {
  fc.assert(fc.property(specs, replicaRegions, (spec, replicaRegion) => {
    const deployment = review({ ...spec, replicaRegion });
    const turned = planOf(deployment, REPLICA_REGION);
    expect(planOf(turned, HOME_REGION)).toEqual(deployment);
    expect(nodesWith(turned.nodes, NodeRole.DATA)).toHaveLength(nodesWith(deployment.nodes, NodeRole.DATA).length);
    expect(new Set(allNodes(deployment).map(({ name }) => name)).size).toBe(2 * deployment.nodes.length);
    expect([inconsistencyOf(deployment), inconsistencyOf(turned)]).toEqual([inconsistencyOf(review(spec)),
      inconsistencyOf(review(spec))]);
  }), { numRuns: 60 });
});

test('a plan with two regions reads back from its file, in either order', () => {
  const deployment = plan(demoSpec({ replicaRegion: WARM }));
  const turned = planOf(deployment, REPLICA_REGION);
  expect(parsePlan(JSON.stringify(deployment), 'a')).toEqual(deployment);
  expect(parsePlan(JSON.stringify(turned), 'b')).toEqual(turned);
});

test.each([
  ['the change of region is missing', { regionChange: undefined }, 'regionChange is missing, and there are two regions'],
  ['there is one region', { regions: [{ name: 'region-1', role: 'primary' }] }, 'regionChange is there, but there is one region'],
] as const)('a file in which %s is refused', (_, over, message) => {
  const deployment = plan(demoSpec({ replicaRegion: WARM }));
  expect(() => parsePlan(JSON.stringify({ ...deployment, ...over }), 'plan')).toThrow(message.replace('regionChange ', ''));
});

test.each([
  ['no nodes', { nodes: undefined }, 'regions[1].nodes'],
  ['no failure domains', { failureDomains: undefined }, 'regions[1].failureDomains'],
  ['the name of the first', { name: 'region-1' }, 'regions[1].name'],
  ['a node less', { nodes: plan(demoSpec({ replicaRegion: WARM })).regions[1]!.nodes!.slice(1) }, 'regions[1].topology.replicas'],
  ['a node of the first', { nodes: plan(demoSpec()).nodes }, 'regions[1].nodes[0].name'],
  ['a node in no domain of its own', { failureDomains: ['r2-zone-1'] }, 'regions[1].nodes[1].failureDomain'],
])('another region with %s: which field', (_, over, field) => {
  const deployment = plan(demoSpec({ replicaRegion: WARM }));
  const [first, second] = deployment.regions;
  expect(inconsistencyOf({ ...deployment, regions: [first!, { ...second!, ...over }] })).toMatchObject({ field });
});

test('the first region bears no nodes: they are the plan\'s', () => {
  const deployment = plan(demoSpec({ replicaRegion: WARM }));
  const regions = [{ ...deployment.regions[0]!, nodes: deployment.nodes }, deployment.regions[1]!];
  expect(inconsistencyOf({ ...deployment, regions })).toMatchObject({ field: 'regions[0].nodes' });
});

test('objectives that the strategy cannot keep: what is missing, and what would do', () => {
  const tight = { ...WARM, objectives: { rpoSeconds: 1, rtoSeconds: 60 } };
  expect(() => plan(demoSpec({ replicaRegion: tight }))).toThrow(PlanRefused);
  const codes = review(demoSpec({ replicaRegion: tight })).findings.map(({ id }) => id);
  expect(codes).toEqual(expect.arrayContaining(['region-rto-too-tight', 'region-rpo-too-tight']));
  expect(plan(demoSpec({ replicaRegion: WARM })).regionChange).toMatchObject({
    strategy: 'warm', leaseSeconds: 10, whenUnsure: 'stop-writes', promise: { oldRegionStopsSeconds: 12 },
  });
});

test.each([
  ['strategy', { strategy: 'hot' as RegionStrategy }], ['leaseSeconds', { leaseSeconds: 1 }], ['failureDomains', { failureDomains: 0 }],
  ['whenUnsure', { whenUnsure: 'maybe' as WhenUnsure }], ['decisionSeconds', { decisionSeconds: -1 }],
])('a %s that makes no sense is named', (field, over) => {
  expect(() => plan(demoSpec({ replicaRegion: { ...WARM, ...over } }))).toThrow(InvalidInput);
  expect(() => plan(demoSpec({ replicaRegion: { ...WARM, ...over } }))).toThrow(`replicaRegion.${field}`);
});
