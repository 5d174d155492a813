import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Marker } from '../../../lib/agent/platform/platform';
import { sleep, until } from '../../../lib/drill/clock';
import { Ledger } from '../../../lib/drill/ledger';
import { targetOf } from '../../../lib/drill/target';
import { verify } from '../../../lib/drill/verify';
import { Workload } from '../../../lib/drill/workload';
import { startLab, type Lab } from '../../../lib/lab';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';

const deployment = plan({
  name: 'lost-marker', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains: 3,
});
let lab: Lab;
let ledger: Ledger;

beforeEach(async () => {
  lab = await startLab(deployment);
  ledger = new Ledger('lost-marker');
  const load = new Workload(targetOf(lab), ledger);
  await lab.healthy(30_000);
  await load.start();
  await sleep(1000);
  await load.stop();
}, 40_000);
afterEach(() => lab.down(), 20_000);

const markerFile = (): string => join(lab.directory, 'outside', 'marker.json');
const marker = async (): Promise<string | undefined> =>
  readFile(markerFile(), 'utf8').then((text) => (JSON.parse(text) as Marker).deploymentId, () => undefined);
const remembered = async (name: string): Promise<{ deploymentId: string; state: string } | undefined> =>
  (await lab.node(name).health('/status'))?.body.memory as { deploymentId: string; state: string } | undefined;

async function rejoined(name: string, deploymentId: string): Promise<void> {
  await lab.healthy(30_000);
  expect(await remembered(name)).toMatchObject({ deploymentId, state: 'initialised' });
  expect(await marker()).toBe(deploymentId);
  const { lost, checked } = await verify(ledger, targetOf(lab));
  expect(lost).toEqual([]);
  expect(checked).toBeGreaterThan(100);
}

test('R4: a marker that is emptied while the deployment serves is put back; a volume that is lost then is filled again', async () => {
  const before = (await marker())!;
  await rm(markerFile());
  expect(await until(async () => await marker() === before, 20_000, 100)).toBe(true);
  await lab.node('node-1').kill();
  await lab.node('node-1').wipe();
  await lab.node('node-1').start();
  await rejoined('node-1', before);
}, 60_000);

test('R4: marker and one volume lost while everything is down: the empty node, alone at first, does not lead, and nobody copies from it', async () => {
  const before = (await marker())!;
  const first = (await lab.primary())!;
  expect(first).toBe('node-1');
  await Promise.all(lab.nodes.map((node) => node.kill()));
  await rm(markerFile());
  await lab.node('node-1').wipe();
  await lab.node('node-1').start();
  await sleep(5000);
  expect((await lab.node('node-1').health('/primary'))?.status).toBe(503);
  await Promise.all(['node-2', 'node-3'].map((name) => lab.node(name).start()));
  await rejoined('node-1', before);
}, 60_000);
