import { Engine, RegionStrategy, Topology, WhenUnsure, type DeploymentSpec, type ReplicaRegionSpec } from '../../../lib/model';
import { plan, planOf, REPLICA_REGION, type DeploymentPlan } from '../../../lib/plan';
import { diffPlans } from '../../../lib/plan/diff';
import { diffText } from '../../../lib/plan/diff-text';
import { demoSpec, WARM } from './specs';

const twoRegions = (changes: Partial<ReplicaRegionSpec> = {}, spec: Partial<DeploymentSpec> = {}): DeploymentPlan =>
  plan(demoSpec({ replicaRegion: { ...WARM, objectives: { rpoSeconds: 80_000, rtoSeconds: 80_000 }, ...changes }, ...spec }));
const warm = twoRegions();
const steps = (before: DeploymentPlan, after: DeploymentPlan): string[] =>
  diffPlans(before, after).steps.map(({ action, node, components }) => `${action} ${node} ${components.join('+')}`);
const warnings = (before: DeploymentPlan, after: DeploymentPlan): string[] =>
  diffPlans(before, after).warnings.map(({ id }) => id);

test('the same two regions are no change, whichever of them is active in the plan', () => {
  expect(diffPlans(warm, twoRegions())).toMatchObject({ empty: true, steps: [], settings: [], warnings: [] });
  expect(diffPlans(warm, planOf(warm, REPLICA_REGION))).toMatchObject({ empty: true, steps: [] });
});

test('a node of the other region that moves copies its data and hands nothing over', () => {
  const after = twoRegions({ moved: { 'r2-node-2': 'r2-zone-3' } });
  const diff = diffPlans(warm, after);
  expect(steps(warm, after)).toEqual(['move r2-node-2 redis+agent']);
  expect(diff.steps[0]!.reasons).toEqual([
    'r2-zone-2 -> r2-zone-3: new address and volume there, data copied, the old identity forgotten',
  ]);
  expect(diff.warnings).toMatchObject([{ id: 'region-moves-copy' }]);
  expect(diffText(diff)).toContain('move 1 node');
});

test('the only copy of a pilot light that moves leaves none meanwhile; what does not run copies nothing', () => {
  const pilot = (moved: Record<string, string> = {}): DeploymentPlan =>
    twoRegions({ strategy: RegionStrategy.PILOT_LIGHT, moved });
  const lit = diffPlans(pilot(), pilot({ 'r2-node-1': 'r2-zone-3' }));
  expect(lit.warnings).toMatchObject([{ id: 'region-moves-copy', reason: expect.stringContaining('none') as string }]);
  const dormant = diffPlans(pilot(), pilot({ 'r2-node-2': 'r2-zone-3' }));
  expect(dormant.steps.map(({ action, node }) => `${action} ${node}`)).toEqual(['move r2-node-2']);
  expect(dormant.steps[0]!.reasons[0]).toContain('does not run before region-2 is promoted');
  expect(dormant.warnings).toEqual([]);
});

test('another strategy starts or stops nodes there, and agents are told', () => {
  const pilot = twoRegions({ strategy: RegionStrategy.PILOT_LIGHT });
  const told = ['reconfigure node-2 agent', 'reconfigure node-3 agent', 'reconfigure node-1 agent'];
  expect(steps(pilot, warm)).toEqual(['reconfigure r2-node-1 agent', 'add r2-node-2 redis+agent', 'add r2-node-3 redis+agent', ...told]);
  expect(steps(warm, pilot)).toEqual(['reconfigure r2-node-1 agent', 'remove r2-node-2 redis+agent', 'remove r2-node-3 redis+agent', ...told]);
  expect(diffPlans(warm, pilot).settings).toMatchObject([{ field: 'replicaRegion.strategy', from: 'warm', to: 'pilot-light' }]);
  // With backups only nothing is there.
  const backups = twoRegions({ strategy: RegionStrategy.BACKUP_RESTORE });
  expect(steps(warm, backups)).toEqual([...told, ...[1, 2, 3].map((number) => `remove r2-node-${number} redis+agent`)]);
  expect(steps(backups, twoRegions({ strategy: RegionStrategy.BACKUP_RESTORE, moved: { 'r2-node-1': 'r2-zone-2' } }))).toEqual([]);
});

test('a region that comes, and one that goes', () => {
  const single = plan(demoSpec());
  expect(steps(single, warm).filter((step) => step.includes('r2-')))
    .toEqual(['add r2-node-1 redis+agent', 'add r2-node-2 redis+agent', 'add r2-node-3 redis+agent']);
  expect(diffPlans(single, warm).settings).toContainEqual(expect.objectContaining({ field: 'replicaRegion.strategy', from: 'nothing', to: 'warm' }));
  expect(steps(warm, single).slice(-3)).toEqual(['remove r2-node-1 redis+agent', 'remove r2-node-2 redis+agent', 'remove r2-node-3 redis+agent']);
  expect(warnings(warm, single)).toEqual(['region-goes']);
});

test('replicas more or less are so in both regions', () => {
  const four = twoRegions({}, { topology: Topology.sentinel({ replicas: 3 }) });
  expect(steps(warm, four)).toEqual(['add r2-node-4 redis+agent', 'add node-4 redis+agent']);
  expect(steps(four, warm)).toEqual(['remove node-4 redis+agent', 'remove r2-node-4 redis+agent']);
});

test('a newer engine comes to the other region first: it must read what a newer primary sends', () => {
  const newer = twoRegions({}, { engine: Engine.REDIS_8_0 });
  expect(steps(warm, newer).slice(0, 5)).toEqual([
    'restart r2-node-1 redis', 'restart r2-node-2 redis', 'restart r2-node-3 redis', 'restart node-2 redis', 'restart node-3 redis',
  ]);
});

test('agents of both regions are told the lease and what to do when unsure', () => {
  const after = twoRegions({ leaseSeconds: 20, whenUnsure: WhenUnsure.KEEP_WRITING });
  expect(diffPlans(warm, after).settings.map(({ field, to }) => `${field} ${to}`))
    .toEqual(['replicaRegion.leaseSeconds 20', 'replicaRegion.whenUnsure keep-writing']);
  expect(steps(warm, after)).toHaveLength(6);
});
