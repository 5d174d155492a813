import { InvalidInput, WhenUnsure } from '../../../../lib/model';
import { promote, PromotionRefused, type PromotionOptions } from '../../../../lib/region/promotion';
import { FakeRegions, twoRegions } from './fake-regions';

const OTHER = 'region-2';

function ready(changes: Parameters<typeof twoRegions>[0] = {}): FakeRegions {
  const world = new FakeRegions(twoRegions(changes));
  world.pass(2000);
  return world;
}

async function refused(world: FakeRegions, options: PromotionOptions = {}, target = OTHER): Promise<PromotionRefused> {
  const failure = await promote(target, world.port(), undefined, options).then(() => undefined, (problem: unknown) => problem);
  expect(failure).toBeInstanceOf(PromotionRefused);
  return failure as PromotionRefused;
}

test('a region the plan does not have, a plan with one region, force without evidence', async () => {
  const world = ready();
  await expect(promote('mars', world.port())).rejects.toThrow(InvalidInput);
  await expect(promote('mars', world.port())).rejects.toThrow('use one of region-1, region-2');
  await expect(promote(OTHER, world.port(), undefined, { force: true })).rejects.toThrow('--evidence');
  const { replicaRegion: _, ...one } = { replicaRegion: 1, plan: { ...world.plan, regionChange: undefined } };
  await expect(promote(OTHER, { ...world.port(), plan: one.plan })).rejects.toThrow('has one region');
});

test('nothing changes while the witness is silent, empty or another one', async () => {
  const world = ready();
  world.witnessDown = true;
  expect((await refused(world)).id).toBe('witness-silent');
  world.witnessDown = false;
  const first = world.newest;
  world.records.clear();
  expect((await refused(world)).id).toBe('no-record');
  world.records.set(1, first);
  world.nodes.forEach((node) => { node.record = { ...first, epoch: 7 }; });
  expect((await refused(world)).id).toBe('witness-emptied');
  expect(world.records.size).toBe(1);
});

test.each<[string, (world: FakeRegions) => void]>([
  ['no-candidate', (world) => { world.of(OTHER).forEach((node) => { Object.assign(node, { holdsData: false, linkUp: false }); }); world.lose('region-1'); }],
  ['few-answer', (world) => { world.unreachable = [OTHER]; }],
  ['not-linked', (world) => { world.linkCut = true; world.pass(500); }],
])('%s is known before anything changes', async (id, happen) => {
  const world = ready();
  happen(world);
  expect((await refused(world)).id).toBe(id);
  expect(world.records.size).toBe(1);
});

test('a promotion of the other region that is under way is not walked over', async () => {
  const world = ready();
  world.records.set(2, { ...world.newest, epoch: 2, moving: { to: 'elsewhere' } });
  expect((await refused(world)).id).toBe('other-promotion');
  expect(world.records.size).toBe(2);
});

test('an old region that goes on when it is unsure must be reached, or forced with evidence', async () => {
  const world = ready({ whenUnsure: WhenUnsure.KEEP_WRITING });
  world.lose('region-1');
  expect((await refused(world)).id).toBe('keeps-writing');
  expect(world.records.size).toBe(1);
  const report = await promote(OTHER, world.port(), undefined, { force: true, evidence: 'its instances are terminated', by: 'me' });
  expect(report.serves).toBe(true);
  expect(world.newest.by).toMatch(/^me \(.*its instances are terminated$/);
});

test('an old region that goes on when it is unsure and vanishes after the announcement is put back in charge', async () => {
  const world = ready({ whenUnsure: WhenUnsure.KEEP_WRITING });
  world.interrupt = (call, when) => {
    if (call === 'create' && when === 'after' && world.records.size === 2) {
      world.isolate('region-1');
    }
  };
  const failure = await refused(world);
  expect(failure.id).toBe('keeps-writing');
  expect(failure.message).toContain('region-1 is back in charge (record 3)');
  expect(world.newest).toMatchObject({ active: 'region-1', epoch: 3 });
});

test('a copy that does not catch up gives the writes back; with force it goes on and says what is missing', async () => {
  const slow = (): FakeRegions => {
    const world = ready();
    world.rate = 0;
    world.pass(2000);
    return world;
  };
  const world = slow();
  const failure = await refused(world, { catchUpSeconds: 3 });
  expect(failure.id).toBe('not-caught-up');
  expect(failure.message).toMatch(/--catch-up.*--force.*region-1 is back in charge/);
  world.pass(1000);
  expect(world.node('node-1').writes).toBe(true);

  const forced = slow();
  const report = await promote(OTHER, forced.port(), undefined, { catchUpSeconds: 3, force: true, evidence: 'accepted' });
  expect(report.dataSets[0]!.bytesBeyond).toBeGreaterThan(0);
  expect(report.warnings[0]).toContain('does not have everything');
});

test('nodes that cannot be started stop it before a write is refused', async () => {
  const world = new FakeRegions(twoRegions({ strategy: 'pilot-light' as never }));
  world.pass(2000);
  const { start: _, ...port } = world.port();
  await expect(promote(OTHER, port)).rejects.toMatchObject({ id: 'cannot-start' });
  await expect(promote(OTHER, { ...port, start: async () => undefined }, undefined, { startSeconds: 5 })).rejects.toMatchObject({ id: 'start-too-slow' });
  expect(world.records.size).toBe(1);
});

test('an announcement that too few of the new region take note of is taken back', async () => {
  const world = ready();
  const port = { ...world.port(), tell: async () => [] };
  await expect(promote(OTHER, port)).rejects.toMatchObject({ id: 'few-heard' });
  expect(world.newest).toMatchObject({ epoch: 3, active: 'region-1' });
});

test('a new region that is active and does not serve is said to be, and repeating goes on', async () => {
  const world = ready();
  const port = { ...world.port(), takesWrites: async () => false };
  await expect(promote(OTHER, port, undefined, { verifySeconds: 5 })).rejects.toMatchObject({ id: 'does-not-serve' });
  expect(world.newest.active).toBe(OTHER);
  expect(await promote(OTHER, world.port())).toMatchObject({ already: true, serves: true });
});
