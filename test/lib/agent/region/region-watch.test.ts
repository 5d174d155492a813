import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Moment } from '../../../../lib/agent/moment';
import { RegionFile } from '../../../../lib/agent/region/region-file';
import { takeRecord } from '../../../../lib/agent/region/region-order';
import { RegionWatch, type RegionWatchParts } from '../../../../lib/agent/region/region-watch';
import { Standing } from '../../../../lib/agent/region/standing';
import type { PeerState } from '../../../../lib/agent/situation';
import { until } from '../../../../lib/drill/clock';
import { HttpWitness, recordText, type RegionRecord } from '../../../../lib/region';
import { WitnessStore } from '../../region/witness-store';
import { peer } from '../situations';
import { FIRST, MOVING, PROMOTED } from './region-situations';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-region-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let store: WitnessStore;
let watch: RegionWatch | undefined;
let answers: Record<string, { state: PeerState; asked: Moment }>;
let now: Moment;
let file: string;
let count = 0;
let events: string[];

beforeEach(async () => {
  store = await WitnessStore.open();
  [answers, now, events, count] = [{}, { monotonic: 0, wall: 1_000_000 }, [], count + 1];
  file = join(folder, String(count), 'agent', 'region.json');
});
afterEach(async () => {
  watch?.stop();
  await store.close();
});

const OTHERS = ['r2-node-1', 'r2-node-2', 'r2-node-3'];
const stands = (...records: RegionRecord[]): void => records.forEach((record) => store.objects.set(`/bucket/demo/${record.epoch}.json`, recordText(record)));
const remembers = (record: RegionRecord): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, recordText(record));
};
const pass = (milliseconds: number): void => { now = { monotonic: now.monotonic + milliseconds,
  wall: now.wall + milliseconds }; };
const heard = (node: string, region?: RegionRecord): void => { answers[node] = { state: peer(region ? { region } : {}),
  asked: now }; };

async function begin(over: Partial<RegionWatchParts> = {}): Promise<RegionWatch> {
  const platform = { kind: 'file' as const, secretsDir: '', outsideDir: '' };
  watch = new RegionWatch({
    deployment: 'demo', own: 'region-1', regions: ['region-1', 'region-2'], others: OTHERS,
    witness: new HttpWitness({ url: store.url, deployment: 'demo', timeoutMs: 300 }),
    file: new RegionFile({ node: 'node-1', planFile: '', bindingsFile: '', dataDir: join(folder, String(count)), runDir: '', platform }, 'demo'),
    heard: () => answers, leaseSeconds: 2, keepsWriting: false, log: (event) => events.push(event), clock: () => now, ...over,
  });
  await watch.start();
  return watch;
}

const comes = async (what: () => boolean): Promise<boolean> => (await until(async () => what(), 5000, 10)) === true;

test('R14: the record of the witness, proven by there being none above it, and written down', async () => {
  stands(FIRST);
  const it = await begin();
  expect(it.view().standing).toBe(Standing.ASKING);
  expect(await comes(() => it.view().mayWrite)).toBe(true);
  expect(await comes(() => { try { return JSON.parse(readFileSync(file, 'utf8')).epoch === 1; } catch { return false; } })).toBe(true);
  expect(it.told()).toMatchObject({ region: FIRST, regionName: 'region-1', regionReadMsAgo: 0 });
});

test.each<[string, () => Promise<void> | void]>([
  ['is cut off', () => store.close()],
  ['hangs', () => { store.mood = 'hung'; }],
  ['answers 503', () => { store.mood = { status: 503, text: '' }; }],
  ['has lost its bucket', () => { store.mood = { status: 404, text: '<Code>NoSuchBucket</Code>' }; }],
  ['lies with a page', () => { store.mood = { status: 200, text: '<html>' }; }],
  ['lies with an old record', () => { store.mood = { status: 200, text: recordText(FIRST) }; }],
  ['lies with a region that does not exist', () => { store.mood = { status: 200, text: recordText({ ...FIRST, epoch: 2, active: 'region-9' }) }; }],
])('R14: a witness that %s proves nothing: the right ends with the lease', async (_, fail) => {
  stands(FIRST);
  const it = await begin();
  expect(await comes(() => it.view().mayWrite)).toBe(true);
  await fail();
  expect(await comes(() => events.includes('witness-unreadable'))).toBe(true);
  pass(1900);
  expect(it.view()).toMatchObject({ mayWrite: true, standing: Standing.ACTIVE });
  pass(200);
  expect(it.view()).toMatchObject({ mayWrite: false, standing: Standing.ACTIVE, record: FIRST });
});

test('R14: it comes back, and so does the right', async () => {
  stands(FIRST);
  const it = await begin();
  expect(await comes(() => it.view().mayWrite)).toBe(true);
  store.mood = 'hung';
  pass(2500);
  expect(it.view().mayWrite).toBe(false);
  store.mood = 'well';
  expect(await comes(() => it.view().mayWrite)).toBe(true);
});

test('R14: a proof dates from the question: an answer that took longer than the lease proves nothing', async () => {
  let answer: (record: undefined) => void = () => undefined;
  const slow = { read: () => new Promise<undefined>((resolve) => { answer = resolve; }),
    create: async (record: RegionRecord) => record };
  remembers(FIRST);
  const it = await begin({ witness: slow });
  pass(2500);
  answer(undefined);
  await new Promise((resolve) => { setImmediate(resolve); });
  expect(it.view().mayWrite).toBe(false);
});

test('R14: a clock that stands still, or one that is set back, makes no proof younger', async () => {
  stands(FIRST);
  const it = await begin();
  expect(await comes(() => it.view().mayWrite)).toBe(true);
  store.mood = 'hung';
  now = { ...now, wall: now.wall + 3000 };
  expect(it.view().mayWrite).toBe(false);
  now = { monotonic: now.monotonic + 3000, wall: now.wall - 60_000 };
  expect(it.view().mayWrite).toBe(false);
});

test('R14: a newer record is in force at once, from the witness, a peer or an order, and nobody goes back', async () => {
  stands(FIRST);
  const it = await begin();
  expect(await comes(() => it.view().mayWrite)).toBe(true);
  heard('node-2', MOVING);
  expect(it.view()).toMatchObject({ mayWrite: false, record: MOVING, learnedMsAgo: 0 });
  pass(4000);
  expect(it.view()).toMatchObject({ record: MOVING, learnedMsAgo: 4000 });
  expect(await takeRecord(recordText(PROMOTED), 'demo', it)).toEqual({ ok: true, detail: 'region record 3 is known' });
  expect(it.view()).toMatchObject({ standing: Standing.STANDBY, learnedMsAgo: 0 });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(PROMOTED);
  expect(await takeRecord(recordText(FIRST), 'demo', it)).toEqual({ ok: true, detail: 'region record 3 is known here, a newer one' });
  expect(it.view().record).toEqual(PROMOTED);
});

test('R14: an order that means another deployment, or nothing, is refused', async () => {
  const it = await begin();
  expect(await takeRecord(recordText({ ...FIRST, deployment: 'other' }), 'demo', it)).toMatchObject({ ok: false });
  expect(await takeRecord('{}', 'demo', it)).toMatchObject({ ok: false });
  expect(await takeRecord(recordText({ ...FIRST, active: 'region-9' }), 'demo', it)).toMatchObject({ ok: false });
  expect(it.view().record).toBeUndefined();
});

test('R14: what the volume remembers is never undone by a witness that knows less', async () => {
  remembers(PROMOTED);
  stands(FIRST);
  const it = await begin();
  expect(await comes(() => store.asked.some(({ path }) => path.endsWith('/4.json')))).toBe(true);
  expect(it.view()).toMatchObject({ record: PROMOTED, standing: Standing.STANDBY });
});

test('R14: without the witness a majority of the other region is enough to know; a minority is not', async () => {
  store.mood = 'hung';
  remembers(FIRST);
  const it = await begin();
  pass(1500);
  expect(it.view().standing).toBe(Standing.UNKNOWN);
  heard('r2-node-1', FIRST);
  expect(it.view().standing).toBe(Standing.UNKNOWN);
  heard('r2-node-3', FIRST);
  expect(it.view()).toMatchObject({ standing: Standing.ACTIVE, mayWrite: true });
});

test('R14: declared to keep writing, it trusts its file when nobody answers', async () => {
  store.mood = 'hung';
  remembers(FIRST);
  const it = await begin({ keepsWriting: true });
  pass(1500);
  expect(it.view()).toMatchObject({ standing: Standing.ACTIVE, mayWrite: true });
});

test('R14: the first record is created once, and whoever comes second takes what stands', async () => {
  const it = await begin();
  expect(await comes(() => it.view().standing === Standing.UNDECLARED)).toBe(true);
  stands({ ...FIRST, by: 'another' });
  await it.declare(FIRST);
  expect(it.view()).toMatchObject({ mayWrite: true, record: { by: 'another' } });
});

test('R14: a damaged file: the agent does not guess', async () => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '{"epoch":1');
  await expect(begin()).rejects.toThrow(/region\.json is damaged .*remove it/);
});
