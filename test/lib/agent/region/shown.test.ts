import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Moment } from '../../../../lib/agent/moment';
import { RegionWatch, type RegionWatchParts } from '../../../../lib/agent/region/region-watch';
import { Standing } from '../../../../lib/agent/region/standing';
import type { PeerState } from '../../../../lib/agent/situation';
import { until } from '../../../../lib/drill/clock';
import { WitnessServer } from '../../../../lib/lab/regions/witness-server';
import { HttpWitness, type RegionRecord } from '../../../../lib/region';
import { peer } from '../situations';
import { FIRST, MOVING, PROMOTED } from './region-situations';

let folder: string;
let server: WitnessServer;
let watches: RegionWatch[];
let log: { event: string; error?: unknown }[];
let now: Moment;
/** Agents do not reach the witness. */
let cut: boolean;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redis-ha-witness-'));
  server = await WitnessServer.open(folder, '127.0.0.1');
  [watches, log, now, cut] = [[], [], { monotonic: 0, wall: 1_000_000 }, false];
});
afterEach(async () => {
  watches.forEach((watch) => watch.stop());
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const witness = () => new HttpWitness({ url: server.url, deployment: 'demo', timeoutMs: 1000 });
const empty = (): void => rmSync(join(folder, 'demo'), { recursive: true, force: true });
const files = (): string[] => { try { return readdirSync(join(folder, 'demo')).sort(); } catch { return []; } };
const comes = async (what: () => boolean): Promise<boolean> => (await until(async () => what(), 5000, 10)) === true;
const pass = (ms: number): void => { now = { monotonic: now.monotonic + ms, wall: now.wall + ms }; };
const lost = (): boolean => log.some(({ event, error }) => event === 'witness-unreadable' && /has no region record.*put-back/.test(String(error)));
const ANSWERING = ['node-1', 'node-2', 'node-3'];

/** An agent of region-2 unless told otherwise. */
async function agent(remembered?: RegionRecord, over: Partial<RegionWatchParts> = {}): Promise<RegionWatch> {
  const watch = new RegionWatch({
    deployment: 'demo', own: 'region-2', regions: ['region-1', 'region-2'], others: ANSWERING,
    witness: { read: (epoch) => (cut ? Promise.reject(new Error('cut off')) : witness().read(epoch)), create: (record) => witness().create(record) },
    file: { load: async () => remembered, save: async () => undefined }, heard: () => ({}), leaseSeconds: 2, keepsWriting: false,
    log: (event, facts = {}) => log.push({ event, ...facts }), clock: () => now, ...over,
  });
  watches.push(watch);
  await watch.start();
  return watch;
}

/** The witness has had every record up to that one. */
async function has(...records: RegionRecord[]): Promise<void> {
  for (const record of records) {
    await witness().create(record);
  }
}

const say = (region: RegionRecord, names = ANSWERING): Record<string, { state: PeerState; asked: Moment }> =>
  Object.fromEntries(names.map((name) => [name, { state: peer({ region }), asked: now }]));

test('R14: who holds a proof puts its record back, never loses leave to write, and everybody is led there again', async () => {
  await has(FIRST, MOVING, PROMOTED);
  const leads = await agent(PROMOTED);
  expect(await comes(() => leads.view().mayWrite)).toBe(true);
  empty();
  expect(await comes(() => files().length === 3)).toBe(true);
  expect(await comes(() => log.some(({ event }) => event === 'region-record-restored'))).toBe(true);
  pass(1900);
  expect(leads.view().mayWrite).toBe(true);
  // Proven anew, not by what was asked before.
  expect(await comes(() => leads.view().provenMsAgo! < 1000)).toBe(true);
  expect(await witness().read(3)).toEqual(PROMOTED);
  const [fresh, old] = await Promise.all([agent(undefined, { own: 'region-1' }), agent(FIRST, { own: 'region-1' })]);
  for (const watch of [fresh, old]) {
    expect(await comes(() => watch.view().record?.epoch === 3)).toBe(true);
    expect(watch.view().standing).toBe(Standing.STANDBY);
  }
});

test('R14: an emptied witness is no proof for a region that was replaced meanwhile, nor does that one put back what it knows', async () => {
  const old = await agent(FIRST, { own: 'region-1', others: ['r2-node-1', 'r2-node-2', 'r2-node-3'] });
  expect(await comes(lost)).toBe(true);
  pass(1500);
  expect(old.view()).toMatchObject({ mayWrite: false, standing: Standing.UNKNOWN });
  expect(files()).toEqual([]);
});

test('R14: without a proof a majority of the other region is enough to put it back', async () => {
  const leads = await agent(PROMOTED, { heard: () => say(FIRST, ['node-1', 'node-3']) });
  expect(await comes(() => files().length === 3)).toBe(true);
  expect(leads.view().mayWrite).toBe(true);
});

test('R14: nobody goes on from an announcement that was lost: it is not put back, nor by a standby', async () => {
  await has(FIRST, MOVING);
  const [leads, follows] = [await agent(MOVING, { own: 'region-1' }), await agent(MOVING)];
  expect(await comes(() => [leads, follows].every((watch) => watch.told().regionReadMsAgo !== undefined))).toBe(true);
  empty();
  expect(await comes(lost)).toBe(true);
  const standby = await agent(FIRST, { heard: () => say(FIRST) });
  expect(await comes(() => log.filter(({ event }) => event === 'witness-unreadable').length >= 3)).toBe(true);
  expect(standby.view().standing).toBe(Standing.STANDBY);
  expect(files()).toEqual([]);
});

test('R14: a lease that has run out before the loss is noticed puts nothing back', async () => {
  await has(FIRST);
  const leads = await agent(FIRST, { own: 'region-1' });
  expect(await comes(() => leads.view().mayWrite)).toBe(true);
  cut = true;
  expect(await comes(() => log.some(({ event }) => event === 'witness-unreadable'))).toBe(true);
  pass(2100);
  empty();
  cut = false;
  expect(await comes(lost)).toBe(true);
  expect(leads.view().mayWrite).toBe(false);
  expect(files()).toEqual([]);
});

test('R14: another record of the same epoch in a witness that was written anew proves nothing', async () => {
  await has(FIRST, MOVING, PROMOTED);
  const leads = await agent(PROMOTED);
  expect(await comes(() => leads.view().mayWrite)).toBe(true);
  cut = true;
  expect(await comes(() => log.some(({ event }) => event === 'witness-unreadable'))).toBe(true);
  empty();
  await has(FIRST, MOVING, { ...PROMOTED, active: 'region-1' });
  cut = false;
  expect(await comes(() => log.some(({ error }) => /shows another region record 3/.test(String(error))))).toBe(true);
  pass(2100);
  expect(leads.view().mayWrite).toBe(false);
});
