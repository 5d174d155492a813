import { diagnose, type Observation, type RegionNodeObservation } from '../../../lib/doctor';
import { activeRegion, planInForce, regionLosses, regionProblems } from '../../../lib/doctor/region-losses';
import { RegionStrategy, WhenUnsure } from '../../../lib/model';
import { allNodes, regionOf, type DeploymentPlan } from '../../../lib/plan';
import { twoRegions } from '../region/promotion/fake-regions';
import { doctorPlan, healthy } from './observed';

const plan = twoRegions();

type Over = (node: string, region: string) => Partial<RegionNodeObservation>;

function seen(made: DeploymentPlan, over: Over = () => ({})): Observation {
  return {
    dataNodes: [], sentinels: [],
    regions: allNodes(made).map(({ name }) => ({
      node: name, region: regionOf(made, name), dataSet: '1', reachable: true, active: 'region-1', epoch: 1, moving: false,
      inSync: name !== 'node-1', mayWrite: true, provenSecondsAgo: 1, ...over(name, regionOf(made, name)),
    })),
  };
}

const ids = (made: DeploymentPlan, observation: Observation): string[] => regionProblems(made, observation).map(({ id }) => id);
const unsafe = (made: DeploymentPlan, observation: Observation): string[] =>
  regionLosses(made, observation).filter(({ safe }) => !safe).map(({ name }) => name);

test('two regions that are well: the loss of either is safe', () => {
  expect([ids(plan, seen(plan)), unsafe(plan, seen(plan))]).toEqual([[], []]);
  expect(regionLosses(plan, seen(plan)).map(({ name, outcome }) => [name, outcome])).toEqual([
    ['region-1', '`redis-ha region promote` puts region-2 in charge'], ['region-2', 'region-1 keeps serving'],
  ]);
});

test.each<[string, Over, string[], string[]]>([
  ['the link is cut', (_, region) => (region === 'region-2' ? { inSync: false } : {}), ['standby-behind', 'standby-behind', 'standby-behind'], ['region-1']],
  ['one copy of three is', (node) => (node === 'r2-node-2' ? { inSync: false } : {}), ['standby-behind'], []],
  ['the lag is beyond the objective', (_, region) => (region === 'region-2' ? { lagSeconds: 6000 } : {}),
    ['standby-lag', 'standby-lag', 'standby-lag'], ['region-1']],
  ['the standby is gone', (_, region) => (region === 'region-2' ? { reachable: false, inSync: false } : {}),
    ['standby-down', 'standby-down', 'standby-down'], ['region-1']],
  ['nobody proves it', (_, region) => (region === 'region-1' ? { provenSecondsAgo: 11 } : {}), ['region-unproven'], ['region-2']],
  ['it is moving', () => ({ moving: true }), ['region-moving'], []],
])('%s', (_, over, problems, losses) => {
  expect([ids(plan, seen(plan, over)), unsafe(plan, seen(plan, over))]).toEqual([problems, losses]);
});

test('a region that goes on when it is unsure survives the other without proof; copied backups are no copies in sync', () => {
  const goesOn = twoRegions({ whenUnsure: WhenUnsure.KEEP_WRITING });
  expect(unsafe(goesOn, seen(goesOn, () => ({ provenSecondsAgo: undefined })))).toEqual([]);
  const backups = twoRegions({ strategy: RegionStrategy.BACKUP_RESTORE });
  expect(regionLosses(backups, seen(backups, () => ({ inSync: false })))[0]!.outcome).toContain('copied backups');
});

test('after a promotion the other region is the one that is looked at; with one region nothing changes', () => {
  const promoted = seen(plan, () => ({ active: 'region-2', epoch: 3 }));
  expect(activeRegion(promoted)).toBe('region-2');
  expect(planInForce(plan, promoted).nodes[0]!.name).toBe('r2-node-1');
  const one = doctorPlan();
  expect(planInForce(one, healthy(one))).toBe(one);
  expect([regionLosses(one, healthy(one)), diagnose(one, healthy(one)).safe]).toEqual([[], true]);
});
