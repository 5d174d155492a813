import { now } from '../../../../lib/drill/clock';
import { Ledger } from '../../../../lib/drill/ledger';
import type { Check } from '../../../../lib/drill/result';
import { splitRegions } from '../../../../lib/drill/scenarios/split-regions';
import type { Lab } from '../../../../lib/lab';
import { labPromotionPort } from '../../../../lib/lab/promotion-port';
import type { PromotionPort } from '../../../../lib/region/promotion';
import { dataNodes, FakeRegions, twoRegions } from '../../region/promotion/fake-regions';
import { write } from '../synthetic';
import { watched } from './context';

jest.mock('../../../../lib/lab/promotion-port');

const HOME = 'region-1';
const OTHER = 'region-2';

/** Runs the scenario, then lets a node of the old region acknowledge one write 20 s after now. */
async function drilled(
  world: FakeRegions, port: PromotionPort = world.port(),
): Promise<{ ids: string[]; failed: string[]; violations: string[] }> {
  jest.mocked(labPromotionPort).mockReturnValue(port);
  const regions = [HOME, OTHER].map((name) => ({ name, nodes: dataNodes(world.plan, name) }));
  const nodes = world.nodes.map(({ name }) => ({ name, hasData: true, running: true, health: async () => undefined }));
  const cut = (linkCut: boolean) => async (): Promise<void> => { world.linkCut = linkCut; };
  const lab = {
    plan: world.plan, nodes, regions, node: (name: string) => nodes.find((node) => node.name === name),
    cutRegions: cut(true), healRegions: cut(false),
    witness: {
      url: 'http://127.0.0.1:1', record: async () => world.newest,
      cut: async () => world.isolate(HOME), heal: async () => world.rejoin(),
    },
  };
  const checks: Check[] = [];
  const seen = watched(lab as unknown as Lab, {
    check: (check) => { checks.push(check); },
    load: { acknowledgedSince: async () => true, pin: () => undefined, stoppedAt: now() + 30_000 } as never,
  });
  await splitRegions.run(seen.context);
  const ledger = new Ledger('test');
  ledger.addWriter('w0');
  const at = now() + 20_000;
  write(ledger, at, at + 1, { node: regions[0]!.nodes[0] });
  splitRegions.examine!(seen.context, ledger, { lost: [], checked: 1 });
  const idsOf = (list: Check[]): string[] => list.map(({ id }) => id);
  return { ids: idsOf(checks), failed: idsOf(checks.filter(({ ok }) => !ok)), violations: seen.violations };
}

function ready(): FakeRegions {
  const world = new FakeRegions(twoRegions({ leaseSeconds: 4 }));
  world.pass(2000);
  return world;
}

test('after a promotion the old region is held to the bound', async () => {
  const { failed, violations, ids } = await drilled(ready());
  expect(violations).toEqual([]);
  expect(ids).toEqual(['old-region-stops', 'silent-loss', 'no-holes', 'stays-steady']);
  expect(failed).toContain('old-region-stops');
});

test('one that took its announcement back left the old region in charge: the refusal is all that is said', async () => {
  const world = ready();
  const { ids, violations } = await drilled(world, { ...world.port(), tell: async () => [] });
  expect(world.newest).toMatchObject({ active: HOME, epoch: 3 });
  expect(violations).toEqual([expect.stringMatching(/^the promotion of region-2 failed: .*took note of it/)]);
  expect(ids).toEqual([]);
});

test('so it is with one that was refused before anything was announced', async () => {
  const world = ready();
  const { ids, violations } = await drilled(world, { ...world.port(), look: async () => ({}) });
  expect(world.records.size).toBe(1);
  expect(violations).toHaveLength(1);
  expect(ids).toEqual([]);
});

test('an announcement that stands although the promotion failed has stopped the old region', async () => {
  const world = ready();
  const { failed, violations } = await drilled(world, { ...world.port(), takesWrites: async () => false });
  expect(world.newest.active).toBe(OTHER);
  expect(violations).toHaveLength(1);
  expect(failed).toContain('old-region-stops');
});
