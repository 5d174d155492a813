import { RegionStrategy, Topology } from '../../../../lib/model';
import { promote, StepId, type StepEvent } from '../../../../lib/region/promotion';
import { FakeRegions, twoRegions } from './fake-regions';

const OTHER = 'region-2';

test('a planned promotion loses nothing, and the way back neither', async () => {
  const world = new FakeRegions(twoRegions());
  world.pass(2000);
  const events: StepEvent[] = [];
  const there = await promote(OTHER, world.port(), (event) => events.push(event), { by: 'me' });

  expect(there).toMatchObject({ from: 'region-1', to: OTHER, planned: true, already: false, epoch: 3, serves: true, warnings: [] });
  expect(there.dataSets).toEqual([{
    dataSet: '1', oldPrimary: 'node-1', oldOffsetIs: 'fenced', oldOffset: there.dataSets[0]!.chosenOffset, chosen: 'r2-node-1',
    chosenOffset: there.dataSets[0]!.chosenOffset, bytesBeyond: 0,
  }]);
  expect(there.interruptionSeconds).toBeLessThan(5);
  expect(world.records.get(2)).toMatchObject({ active: 'region-1', moving: { to: OTHER }, by: expect.stringContaining('me') });
  expect(world.newest).toMatchObject({ epoch: 3, active: OTHER, primaries: { 1: 'r2-node-1' }, roleEpoch: 1001 });
  expect(world.newest.moving).toBeUndefined();
  expect(events.filter(({ state }) => state === 'done').map(({ step }) => step.id)).toEqual([
    StepId.CHECK, StepId.ANNOUNCE, StepId.FENCE, StepId.CATCH_UP, StepId.CHOOSE, StepId.ACTIVATE, StepId.VERIFY, StepId.NAMES,
    StepId.OLD_REGION,
  ]);

  world.pass(2000);
  const back = await promote('region-1', world.port());
  expect(back).toMatchObject({ planned: true, serves: true, epoch: 5 });
  expect(back.dataSets[0]).toMatchObject({ oldPrimary: 'r2-node-1', bytesBeyond: 0 });
  expect(world.newest).toMatchObject({ active: 'region-1', roleEpoch: 2001 });
});

test('one answer that comes late decides nothing: a look that sees nobody of the new region is repeated', async () => {
  const world = new FakeRegions(twoRegions());
  world.pass(2000);
  world.lose('region-1');
  const port = world.port();
  let looks = 0;
  const report = await promote(OTHER, {
    ...port,
    look: async (names) => {
      looks += 1;
      return looks % 2 === 1 ? {} : port.look(names);
    },
  });
  expect(report).toMatchObject({ serves: true, planned: false });
});

test('a region that is gone is waited for as long as its lease, and what it had beyond is said to be unknown', async () => {
  const world = new FakeRegions(twoRegions());
  world.pass(2000);
  world.lose('region-1');
  const began = world.now;
  const report = await promote(OTHER, world.port());

  expect(world.now - began).toBeGreaterThanOrEqual(12_000);
  expect(report).toMatchObject({ planned: false, serves: true });
  expect(report.dataSets[0]).toMatchObject({ oldOffsetIs: 'unknown' });
  expect(report.dataSets[0]).not.toHaveProperty('bytesBeyond');

  world.rejoin();
  world.pass(1000);
  expect(world.of('region-1').every(({ role }) => role === 'replica')).toBe(true);
});

test('a region that lives, cut off from all but its clients, takes no write beside the other', async () => {
  const world = new FakeRegions(twoRegions());
  world.pass(2000);
  world.isolate('region-1');
  const report = await promote(OTHER, world.port());
  world.pass(5000);
  expect(report).toMatchObject({ planned: false, serves: true });
  expect(world.node('node-1').writes).toBe(false);
});

test('a replica of the old region that does not answer is waited for, and the primaries still lose nothing', async () => {
  const world = new FakeRegions(twoRegions());
  world.pass(2000);
  world.node('node-3').running = false;
  const began = world.now;
  const report = await promote(OTHER, world.port());
  expect(world.now - began).toBeGreaterThanOrEqual(12_000);
  expect(report).toMatchObject({ planned: true });
  expect(report.dataSets[0]!.bytesBeyond).toBe(0);
});

test('a Cluster gets a primary for each shard', async () => {
  const world = new FakeRegions(twoRegions({}, Topology.cluster({ shards: 3, replicas: 1 })));
  world.pass(2000);
  world.node('r2-shard-2-1').holdsData = false;
  world.node('r2-shard-2-1').linkUp = false;
  const report = await promote(OTHER, world.port());
  expect(Object.keys(world.newest.primaries!)).toEqual(['1', '2', '3']);
  expect(report.dataSets.map(({ bytesBeyond }) => bytesBeyond)).toEqual([0, 0, 0]);
});

test('done again it changes nothing and still looks whether all is well', async () => {
  const world = new FakeRegions(twoRegions());
  world.pass(2000);
  await promote(OTHER, world.port());
  const { newest } = world;
  expect(await promote(OTHER, world.port())).toMatchObject({ already: true, serves: true, dataSets: [], epoch: 3 });
  expect(world.newest).toBe(newest);
});

test('a pilot light is started first, and has copied everything before a write is refused', async () => {
  const world = new FakeRegions(twoRegions({ strategy: RegionStrategy.PILOT_LIGHT }));
  world.pass(2000);
  const report = await promote(OTHER, world.port());
  expect(report.steps.find(({ id }) => id === StepId.START)!.detail).toContain('started r2-node-2');
  expect(world.calls.indexOf('start')).toBeLessThan(world.calls.indexOf('create'));
  expect(report).toMatchObject({ serves: true, planned: true });
  expect(world.of(OTHER).every(({ running }) => running)).toBe(true);
});

test('a pilot light of a region that is gone starts without a copy, which it makes of the new primary', async () => {
  const world = new FakeRegions(twoRegions({ strategy: RegionStrategy.PILOT_LIGHT }));
  world.pass(2000);
  world.lose('region-1');
  const report = await promote(OTHER, world.port());
  expect(report).toMatchObject({ serves: true, warnings: [] });
  expect(world.newest.primaries).toEqual({ 1: 'r2-node-1' });
});

test('where only backups are kept the old region is stopped, and what to deploy is said', async () => {
  const world = new FakeRegions(twoRegions({ strategy: RegionStrategy.BACKUP_RESTORE }));
  world.pass(2000);
  const report = await promote(OTHER, world.port());
  expect(report.steps.map(({ id }) => id)).toEqual([StepId.CHECK, StepId.ANNOUNCE, StepId.FENCE, StepId.RESTORE]);
  expect(report).toMatchObject({ serves: false, epoch: 2 });
  expect(world.node('node-1').writes).toBe(false);
});

test('clients are led to where they have to go, by whoever can', async () => {
  const world = new FakeRegions(twoRegions());
  world.pass(2000);
  const moveNames = jest.fn(async () => 'changed');
  await promote(OTHER, { ...world.port(), moveNames });
  expect(moveNames).toHaveBeenCalledWith({ from: 'region-1', to: OTHER, primaries: { 1: 'r2-node-1' } });
});
