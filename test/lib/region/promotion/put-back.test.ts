import { promote, putRecordsBack, regionStatus, runStep, type StepId } from '../../../../lib/region/promotion';
import { newestRecord } from '../../../../lib/region';
import { FakeRegions, twoRegions } from './fake-regions';

const OTHER = 'region-2';
const BOSS = { by: 'boss' };

async function promoted(): Promise<FakeRegions> {
  const world = new FakeRegions(twoRegions());
  world.pass(1000);
  await promote(OTHER, world.port());
  return world;
}

test('a witness that has all records is left as it is', async () => {
  const world = await promoted();
  expect(await putRecordsBack(world.port(), BOSS)).toMatchObject({ nothingToDo: true, record: { epoch: 3 } });
  expect(world.records.size).toBe(3);
});

test('one that was emptied leads to the region in charge again, from the first record on, and can be promoted by', async () => {
  const world = await promoted();
  world.records.clear();
  expect(await regionStatus(world.port())).toMatchObject({ record: { epoch: 3 }, witnessLacks: true });
  const { record, told } = await putRecordsBack(world.port(), BOSS);
  expect(record).toMatchObject({ epoch: 4, active: OTHER, by: 'boss, who put the records back' });
  expect(told).toHaveLength(world.nodes.length);
  expect(await newestRecord(world.port().witness)).toEqual(record);
  expect([...world.records.values()].every(({ active, moving }) => active === OTHER && !moving)).toBe(true);
  expect(await regionStatus(world.port())).not.toHaveProperty('witnessLacks');
  world.pass(1000);
  expect(world.of(OTHER).some(({ writes }) => writes)).toBe(true);
  expect(await promote('region-1', world.port())).toMatchObject({ serves: true, planned: true });
});

test('while a node is silent only by force, with evidence that stands in the record', async () => {
  const world = await promoted();
  world.records.clear();
  world.lose('region-1');
  await expect(putRecordsBack(world.port(), BOSS)).rejects.toMatchObject({ id: 'few-answer', reason: expect.stringContaining('node-1, node-2, node-3') });
  await expect(putRecordsBack(world.port(), { ...BOSS, force: true })).rejects.toThrow('--evidence');
  expect(world.records.size).toBe(0);
  const { record } = await putRecordsBack(world.port(), { ...BOSS, force: true, evidence: 'region-1 burnt down' });
  expect(record.by).toContain('region-1 burnt down');
});

test('a promotion whose announcement was lost ends: while it waits for the old region, and after records were put back', async () => {
  const world = new FakeRegions(twoRegions());
  world.pass(1000);
  world.isolate('region-1');
  let waits = 0;
  const emptied = world.port();
  const lost = promote(OTHER, {
    ...emptied,
    sleep: async (ms) => {
      waits += 1;
      if (waits === 3) {
        world.records.clear();
      }
      await emptied.sleep(ms);
    },
  });
  await expect(lost).rejects.toMatchObject({ id: 'witness-emptied' });
  expect(waits).toBeGreaterThan(3);
  world.rejoin();
  await putRecordsBack(world.port(), BOSS);
  expect(world.newest).toMatchObject({ active: 'region-1', epoch: 3 });
  await expect(runStep('activate' as StepId, OTHER, world.port())).rejects.toMatchObject({ id: 'not-announced' });
  world.pass(1000);
  expect(await promote(OTHER, world.port())).toMatchObject({ serves: true });
});

test('with nothing to go by, and of two at once', async () => {
  const world = await promoted();
  world.records.clear();
  const both = await Promise.allSettled([putRecordsBack(world.port(), BOSS), putRecordsBack(world.port(), { by: 'ann' })]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both).toContainEqual(expect.objectContaining({ reason: expect.objectContaining({ id: 'lost-race' }) }));
  world.records.clear();
  world.nodes.forEach((node) => { node.record = undefined; });
  await expect(putRecordsBack(world.port(), BOSS)).rejects.toMatchObject({ id: 'no-record' });
  await expect(putRecordsBack({ ...world.port(), plan: { ...world.plan, regionChange: undefined } }, BOSS)).rejects.toThrow('has one region');
});
