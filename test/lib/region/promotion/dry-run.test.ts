import { RegionStrategy } from '../../../../lib/model';
import { dryRun, promote, stepsOf } from '../../../../lib/region/promotion';
import { FakeRegions, twoRegions } from './fake-regions';

const OTHER = 'region-2';

test.each(Object.values(RegionStrategy))('shows every step with what it would do, and changes nothing (%s)', async (strategy) => {
  const world = new FakeRegions(twoRegions({ strategy }));
  world.pass(2000);
  const { steps, refusals, epoch } = await dryRun(OTHER, world.port());
  expect(steps.map(({ title }) => title)).toEqual(stepsOf(world.plan, OTHER).map(({ title }) => title));
  steps.forEach(({ now }) => expect(now).not.toBe(''));
  expect({ refusals, epoch }).toEqual({ refusals: [], epoch: 1 });
  expect([...new Set(world.calls)].sort()).toEqual(['look', 'read']);
});

test('says what it would wait for, what stands against it, and whom it would choose', async () => {
  const world = new FakeRegions(twoRegions());
  world.pass(2000);
  world.lose('region-1');
  const { steps } = await dryRun(OTHER, world.port());
  const now = (id: string): string => steps.find((step) => step.id === id as never)!.now;
  expect(now('fence')).toBe('wait up to 12 s, since node-1, node-2, node-3 do not answer');
  expect(now('activate')).toBe('create record 3 with data set 1: r2-node-1');
  world.unreachable = [OTHER];
  expect((await dryRun(OTHER, world.port())).refusals.map(({ id }) => id)).toEqual(['few-answer', 'no-candidate']);
});

test('of one that is done there is nothing left to do', async () => {
  const world = new FakeRegions(twoRegions());
  world.pass(2000);
  await promote(OTHER, world.port());
  const { steps } = await dryRun(OTHER, world.port());
  expect(steps.find(({ id }) => id === 'activate' as never)!.now).toBe('nothing: region-2 is active since record 3');
});
