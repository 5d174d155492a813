import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LinkThread } from '../../../../lib/lab/link/link-thread';
import { WitnessThread } from '../../../../lib/lab/regions/witness-thread';
import { Thread } from '../../../../lib/lab/thread/thread';

let folder: string;
const open: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thread-'));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((part) => part.close().catch(() => undefined)));
  await rm(folder, { recursive: true, force: true });
});

test('a witness answers while this process is busy', async () => {
  const witness = await WitnessThread.open(folder, '127.0.0.1');
  open.push(witness);
  // The request has left before this process is held up; that the answer was there before is seen by when it was sent.
  const answered = new Promise<number>((resolve, reject) => {
    get(`${witness.url}/demo/1.json`, (response) => resolve(Date.parse(response.headers.date!))).on('error', reject);
  });
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  const from = Date.now();
  while (Date.now() - from < 3000) { /* busy */ }
  // To the second, as HTTP tells the time.
  expect(await answered).toBeLessThan(from + 1500);
  expect(witness.newest('demo')).toBeUndefined();
});

test('what cannot be opened or done there fails here, with the same words', async () => {
  await expect(WitnessThread.open(folder, '192.0.2.1')).rejects.toThrow(/EADDRNOTAVAIL/);
  const link = new LinkThread({ table: 'redis_ha_never', host: '192.0.2.1', ports: [1] });
  open.push(link);
  await expect(link.lay([['127.0.0.2'], ['127.0.0.3']], {})).rejects.toThrow(/EADDRNOTAVAIL/);
});

test('a question to one that has ended is answered by that', async () => {
  const thread = Thread.start('witness', { folder, host: '127.0.0.1' });
  await thread.call('url');
  await thread.close();
  await expect(thread.call('url')).rejects.toThrow(/has ended/);
});

test('a link that makes no sense is refused before anything is laid', async () => {
  const link = new LinkThread({ table: 'redis_ha_never', host: '127.0.0.1', ports: [1] });
  open.push(link);
  await expect(link.lay([['127.0.0.2'], ['127.0.0.3']], { loss: 2 })).rejects.toThrow(/link\.loss/);
});
