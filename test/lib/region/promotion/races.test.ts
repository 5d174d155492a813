import { abort, promote, PromotionRefused } from '../../../../lib/region/promotion';
import { FakeRegions, twoRegions } from './fake-regions';

const OTHER = 'region-2';

function ready(): FakeRegions {
  const world = new FakeRegions(twoRegions());
  world.pass(2000);
  return world;
}

test('of two promotions that begin at once one wins, and the other says by whom it was beaten', async () => {
  const world = ready();
  const outcomes = await Promise.all(['ann', 'ben'].map((by) =>
    promote(OTHER, world.port(), undefined, { by }).then(({ serves }) => ({ by, serves }), (failure: unknown) => failure)));
  const lost = outcomes.filter((outcome) => outcome instanceof PromotionRefused);
  expect(lost).toHaveLength(1);
  expect(lost[0]).toMatchObject({ id: 'lost-race', message: expect.stringMatching(/by (ann|ben) \(promotion/) });
  expect(outcomes.filter((outcome) => !(outcome instanceof Error))).toEqual([expect.objectContaining({ serves: true })]);
  expect(world.newest).toMatchObject({ epoch: 3, active: OTHER });
});

test('one that goes on with what another announced, while that still lives: one activation stands, both end well', async () => {
  const world = ready();
  const first = promote(OTHER, world.port(), undefined, { by: 'ann' });
  while (world.records.size < 2) {
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  const [ann, ben] = await Promise.all([first, promote(OTHER, world.port(), undefined, { by: 'ben' })]);
  expect(world.newest).toMatchObject({ epoch: 3, active: OTHER });
  expect([ann.serves, ben.serves]).toEqual([true, true]);
  expect(world.records.size).toBe(3);
});

test('an abort at any moment either puts the old region back in charge for good, or comes too late', async () => {
  const whole = ready();
  await promote(OTHER, whole.port());
  const outcomes = new Set<string>();
  for (let at = 1; at <= whole.calls.length; at += 1) {
    const world = ready();
    let count = 0;
    let aborted: Promise<unknown> = Promise.resolve();
    world.interrupt = (_, when) => {
      if (when === 'after' && (count += 1) === at) {
        world.interrupt = () => undefined;
        aborted = abort(world.port(), 'boss').catch((failure: unknown) => failure);
      }
    };
    const ended = await promote(OTHER, world.port()).catch((failure: unknown) => failure);
    await aborted;
    world.pass(1000);
    const { active, moving } = world.newest;
    expect(moving).toBeUndefined();
    expect([active, ended instanceof PromotionRefused]).toEqual([active, active === 'region-1']);
    expect(world.nodes.filter(({ writes }) => writes).map(({ region }) => region)).toEqual([active]);
    outcomes.add(active);
  }
  expect([...outcomes].sort()).toEqual(['region-1', OTHER]);
}, 60_000);
