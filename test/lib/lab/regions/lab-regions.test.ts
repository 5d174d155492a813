import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabNetwork } from '../../../../lib/lab/network/network';
import { LabRegions, outsideFolder } from '../../../../lib/lab/regions/lab-regions';
import { Engine, Topology } from '../../../../lib/model';
import { allNodes, plan, type DeploymentPlan } from '../../../../lib/plan';
import { firstRecord, HttpWitness } from '../../../../lib/region';
import { twoRegions } from '../../region/promotion/fake-regions';

const ONE = plan({ name: 'demo', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 30 }, failureDomains: 3 });
let directory: string;
let declared: DeploymentPlan;
let regions: LabRegions | undefined;
let done: unknown[];
let told: string[];

/** A network that says what it was asked for. */
const network = {
  address: () => '127.0.0.1',
  cut: async (...words: unknown[]) => { done.push(['cut', ...words]); },
  heal: async (...words: unknown[]) => { done.push(['heal', ...words]); },
  link: async (...words: unknown[]) => { done.push(['link', ...words]); },
} as unknown as LabNetwork;

async function open(made: DeploymentPlan): Promise<LabRegions> {
  declared = made;
  regions = await LabRegions.open({
    directory, network, declared: () => declared, record: (message) => told.push(message),
    seat: (node) => [...allNodes(declared).keys()].find((index) => allNodes(declared)[index]!.name === node),
  });
  return regions;
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'redis-ha-regions-'));
  [done, told] = [[], []];
});
afterEach(async () => {
  await regions?.close();
  regions = undefined;
  rmSync(directory, { recursive: true, force: true });
});

test('both regions with their nodes, and the witness says which is active; before it names any, the declared one is', async () => {
  const it = await open(twoRegions());
  expect(it.list.map(({ name, nodes }) => [name, nodes.length])).toEqual([['region-1', 3], ['region-2', 3]]);
  expect(it.active).toBe('region-1');
  expect(await it.witness!.record()).toBeUndefined();
  const witness = new HttpWitness({ url: it.witness!.url, deployment: 'demo' });
  const first = await witness.create(firstRecord('demo', 'region-1', '', 'test'));
  await witness.create({ ...first, epoch: 2, active: 'region-2' });
  expect(it.active).toBe('region-2');
  expect(await it.witness!.record()).toMatchObject({ epoch: 2 });
});

test('each region sees the plan with itself first; nodes of one that was taken out of the plan keep what they have', async () => {
  const it = await open(twoRegions());
  expect(it.planOf('region-2').nodes.map(({ name }) => name)).toEqual(['r2-node-1', 'r2-node-2', 'r2-node-3']);
  declared = ONE;
  expect(it.planOf('region-2')).toBe(ONE);
});

test('cuts of the link and of the witness stand beside each other, and each is healed alone', async () => {
  const it = await open(twoRegions());
  await it.cut();
  await it.witness!.cut(['node-1', 'node-9', 'r2-node-1']);
  await it.witness!.heal();
  await it.heal();
  expect(done).toEqual([
    ['cut', [0, 1, 2], [3, 4, 5], 'regions'], ['cut', [0, 3], ['witness'], 'witness'], ['heal', 'witness'], ['heal', 'regions'],
  ]);
  expect(told).toEqual(['region-1 and region-2 cut apart', 'cut node-1, node-9, r2-node-1 off from the witness', 'the witness is reached again',
    'the regions are linked again']);
});

test('nodes that have come since are linked as the others are, and only where there is a link', async () => {
  const it = await open(twoRegions());
  await it.takeIn();
  expect(done).toEqual([]);
  await it.link({ delayMs: 20, loss: 0.1 });
  await it.takeIn();
  expect(done).toEqual(Array(2).fill(['link', [[0, 1, 2], [3, 4, 5]], { delayMs: 20, loss: 0.1 }]));
  expect(told[0]).toBe('the link between the regions: 20 ms one way, unlimited bytes a second, 10 % lost');
});

test('a plan with one region: no witness, nothing to cut, and its region is active', async () => {
  const it = await open(ONE);
  expect([it.witness, it.active, it.list.length]).toEqual([undefined, 'region-1', 1]);
  await expect(it.cut()).rejects.toThrow('demo has one region: declare another one with replicaRegion');
  await expect(it.link({})).rejects.toThrow('one region');
});

test('what it is told once it has ended: the witness is gone with it', async () => {
  const it = await open(twoRegions());
  const { url } = it.witness!;
  regions = undefined;
  await it.close();
  await expect(new HttpWitness({ url, deployment: 'demo' }).read(1)).rejects.toThrow('ECONNREFUSED');
});

test('markers of the declared region stay where they were without another', () => {
  expect([outsideFolder('region-1'), outsideFolder('region-2')]).toEqual(['outside', 'outside-region-2']);
});
