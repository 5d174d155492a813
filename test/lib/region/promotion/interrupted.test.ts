import { promote, runStep, stepsOf } from '../../../../lib/region/promotion';
import { Died, FakeRegions, twoRegions } from './fake-regions';

const OTHER = 'region-2';

function ready(): FakeRegions {
  const world = new FakeRegions(twoRegions());
  world.pass(2000);
  return world;
}

/** Dies at that call, before or after it had its effect. */
function diesAt(world: FakeRegions, call: number, when: 'before' | 'after'): void {
  let count = 0;
  world.interrupt = (_, moment) => {
    if (moment === when && (count += 1) === call) {
      throw new Died(`at call ${call}`);
    }
  };
}

test.each([['lives', false], ['is gone', true]])('whoever promotes dies at any moment and another goes on; the old region %s', async (_, gone) => {
  const whole = ready();
  if (gone) {
    whole.lose('region-1');
  }
  const before = whole.calls.length;
  await promote(OTHER, whole.port());
  const calls = whole.calls.slice(before);
  // Waiting is the same wherever it ends: of each run of sleeps and looks the first and the last stand for all.
  const moments = calls.map((name, index) => ({ name, index })).filter(({ name, index }) =>
    !(['sleep', 'look'].includes(name) && ['sleep', 'look', 'tell'].includes(calls[index - 1]!) && ['sleep', 'look', 'tell'].includes(calls[index + 1] ?? '')));
  expect(moments.length).toBeGreaterThan(20);
  for (const { index } of moments) {
    for (const when of ['before', 'after'] as const) {
      const world = ready();
      if (gone) {
        world.lose('region-1');
      }
      diesAt(world, index + 1, when);
      const first = await promote(OTHER, world.port()).then(() => 'done', (failure: unknown) => failure);
      world.interrupt = () => undefined;
      const report = await promote(OTHER, world.port());
      expect([index, when, first instanceof Error, report.serves]).toEqual([index, when, first instanceof Error, true]);
      expect(world.newest).toMatchObject({ active: OTHER, primaries: { 1: 'r2-node-1' } });
      // Nobody announced twice, and nobody activated twice.
      expect([...world.records.values()].map(({ active, moving }) => moving?.to ?? active)).toEqual(['region-1', OTHER, OTHER]);
      if (!gone) {
        report.dataSets.forEach(({ bytesBeyond }) => expect(bytesBeyond).toBe(0));
      }
    }
  }
}, 120_000);

test.each([1, 2])('each step alone, each by another process, %s times each', async (times) => {
  const world = ready();
  for (const { id } of stepsOf(world.plan, OTHER)) {
    for (let time = 0; time < times; time += 1) {
      await runStep(id, OTHER, world.port());
    }
  }
  expect(world.newest).toMatchObject({ epoch: 3, active: OTHER });
  expect(world.node('r2-node-1').writes).toBe(true);
});

test('a step whose turn has not come says so and changes nothing', async () => {
  const world = ready();
  for (const id of ['fence', 'catch-up', 'activate', 'verify', 'names', 'old-region']) {
    await expect(runStep(id as never, OTHER, world.port())).rejects.toThrow(/does not announce|is not in charge/);
  }
  await expect(runStep('restore' as never, OTHER, world.port())).rejects.toThrow(/no step "restore"/);
  expect(world.records.size).toBe(1);
});

test('activation alone waits for the fence itself where the old region does not answer', async () => {
  const world = ready();
  world.isolate('region-1');
  await runStep('announce' as never, OTHER, world.port());
  const began = world.now;
  await runStep('activate' as never, OTHER, world.port());
  expect(world.now - began).toBeGreaterThanOrEqual(12_000);
  world.pass(3000);
  expect(world.node('node-1').writes).toBe(false);
});
