import { abort, runStep, type StepId } from '../../../../lib/region/promotion';
import { FakeRegions, twoRegions } from './fake-regions';

const OTHER = 'region-2';

test('abort without a promotion changes nothing', async () => {
  const world = new FakeRegions(twoRegions());
  expect(await abort(world.port(), 'boss')).toMatchObject({ nothingToDo: true });
  expect(world.records.size).toBe(1);
});

test('takes an announcement back, only that of somebody when told so, and writes go on', async () => {
  const world = new FakeRegions(twoRegions());
  world.pass(1000);
  await runStep('announce' as StepId, OTHER, world.port(), { by: 'ann' });
  world.pass(1000);
  expect(world.node('node-1').writes).toBe(false);
  await expect(abort(world.port(), 'ben', 'ben')).rejects.toMatchObject({ id: 'other-promotion' });
  expect(await abort(world.port(), 'ann', 'ann')).toMatchObject({ nothingToDo: false, record: { epoch: 3, active: 'region-1' } });
  world.pass(1000);
  expect(world.node('node-1').writes).toBe(true);
});

test('a plan with one region, and a witness without a record', async () => {
  const world = new FakeRegions(twoRegions());
  await expect(abort({ ...world.port(), plan: { ...world.plan, regionChange: undefined } }, 'me')).rejects.toThrow('has one region');
  world.records.clear();
  await expect(abort(world.port(), 'me')).rejects.toMatchObject({ id: 'no-record' });
});
