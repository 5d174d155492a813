import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SeedProgress } from '../../../lib/agent/seed-progress';
import { readSeedStatus, writeSeedStatus } from '../../../lib/agent/seed-status';
import type { NodeConfig } from '../../../lib/config';

const runDir = mkdtempSync(join(tmpdir(), 'redis-ha-seed-progress-'));
const config = { runDir } as NodeConfig;
afterAll(() => rmSync(runDir, { recursive: true, force: true }));

test('the agent beside it learns how far it is, and nothing more once it has ended', async () => {
  const progress = new SeedProgress(config, () => undefined);
  await progress.say('reading its manifest');
  expect(await readSeedStatus(config, Date.now())).toMatchObject({ state: 'seeding', detail: 'reading its manifest' });
  await progress.end();
  expect(await readSeedStatus(config, Date.now())).toBeUndefined();
});

test('one that stands still is given up, whether it notices or not', async () => {
  const progress = new SeedProgress(config, () => undefined, 50);
  try {
    await expect(progress.unlessStalled(new Promise(() => undefined))).rejects.toThrow(/nothing has come from the store for \d+ s/);
    expect(progress.signal.aborted).toBe(true);
  } finally {
    await progress.end();
  }
});

test('one that moves is not, and fails with its own words', async () => {
  const said: unknown[] = [];
  const progress = new SeedProgress(config, (event, fields) => said.push([event, fields?.detail]), 500);
  const moving = setInterval(() => progress.note({ bytes: 3 * 1024 ** 2, of: 9 * 1024 ** 2 }), 20);
  try {
    await expect(progress.unlessStalled(new Promise((_, reject) => { setTimeout(() => reject(new Error('no bucket')), 1200); })))
      .rejects.toThrow('no bucket');
    expect(said[0]).toEqual(['seeding', expect.stringMatching(/^3 of 9 MiB, [\d.]+ MiB\/s$/)]);
  } finally {
    clearInterval(moving);
    await progress.end();
  }
});

test('a word of long ago is of a process that is gone', async () => {
  await writeSeedStatus(config, { state: 'failed', detail: 'x', at: 1_000_000 });
  expect(await readSeedStatus(config, 1_010_000)).toMatchObject({ state: 'failed' });
  expect(await readSeedStatus(config, 1_100_000)).toBeUndefined();
});
