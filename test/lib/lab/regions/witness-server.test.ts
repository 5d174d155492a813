import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newestIn } from '../../../../lib/lab/regions/newest-in';
import { WitnessServer } from '../../../../lib/lab/regions/witness-server';
import { firstRecord, HttpWitness, newestRecord, type RegionRecord } from '../../../../lib/region';

const FIRST = firstRecord('demo', 'region-1', '2026-01-01T00:00:00Z', 'test');
let folder: string;
let server: WitnessServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'witness-'));
  server = await WitnessServer.open(folder, '127.0.0.1');
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function witness(deployment = 'demo'): HttpWitness {
  return new HttpWitness({ url: server.url, deployment });
}

test('of two that create the same record one wins, and both learn which', async () => {
  expect(await witness().read(1)).toBeUndefined();
  const others = ['region-1', 'region-2'].map((active): RegionRecord => ({ ...FIRST, active }));
  const stands = await Promise.all(others.map((record) => witness().create(record)));
  expect(stands[0]).toEqual(stands[1]);
  expect(others).toContainEqual(stands[0]);
  expect(await witness().read(1)).toEqual(stands[0]);
});

test('records of different deployments do not meet, and the newest is found', async () => {
  await witness().create(FIRST);
  const second = { ...FIRST, epoch: 2, active: 'region-2' };
  await witness().create(second);
  expect(await witness('other').read(1)).toBeUndefined();
  expect(await newestRecord(witness())).toEqual(second);
  expect(newestIn(folder, 'demo')).toEqual(second);
  expect(newestIn(folder, 'other')).toBeUndefined();
});

test('what was created is there after a restart', async () => {
  await witness().create(FIRST);
  await server.close();
  server = await WitnessServer.open(folder, '127.0.0.1');
  expect(await witness().read(1)).toEqual(FIRST);
  expect(newestIn(folder, 'demo')).toEqual(FIRST);
});

test('nothing is overwritten, and nothing outside the folder is reached', async () => {
  await witness().create(FIRST);
  const put = (path: string, headers: Record<string, string> = {}): Promise<number> =>
    fetch(server.url + path, { method: 'PUT', headers, body: '{}' }).then(({ status }) => status);
  expect(await put('/demo/1.json')).toBe(405);
  expect(await put('/demo/1.json', { 'if-none-match': '*' })).toBe(412);
  expect(await put('/..%2f..%2fx/1.json', { 'if-none-match': '*' })).toBe(400);
  expect(await put('/demo/01.json', { 'if-none-match': '*' })).toBe(400);
  expect(await witness().read(1)).toEqual(FIRST);
});
