import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilePlatform } from '../../../../lib/agent/platform/file';

/** A disk on which every step takes a while, so that whatever can come between two steps does. */
jest.mock('node:fs/promises', () => {
  const real = jest.requireActual<Record<string, (...args: unknown[]) => Promise<unknown>>>('node:fs/promises');
  return Object.fromEntries(Object.entries(real).map(([name, call]) => [name, typeof call !== 'function' ? call : async (...args: unknown[]) => {
    await new Promise((resolve) => { setTimeout(resolve, Math.random() ** 4 * 40); });
    return call(...args);
  }]));
});

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
let outside: string;
beforeEach(() => { count += 1; outside = join(folder, String(count)); });

const platform = (): FilePlatform => new FilePlatform({ kind: 'file', secretsDir: join(outside, 'secrets'), outsideDir: outside });
const sleep = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

test('secrets: a file per user, without its line end and without what hides', async () => {
  mkdirSync(join(outside, 'secrets'), { recursive: true });
  writeFileSync(join(outside, 'secrets', 'app'), 'secret\n');
  writeFileSync(join(outside, 'secrets', '.swp'), 'x');
  expect(await platform().secrets()).toEqual({ app: 'secret' });
});

describe('marker', () => {
  test('none, then the one that was claimed', async () => {
    expect(await platform().readMarker()).toBeUndefined();
    const mine = { deploymentId: 'a', createdAt: 'then' };
    expect(await platform().claimMarker(mine)).toEqual(mine);
    expect(await platform().readMarker()).toEqual(mine);
  });

  test('of 50 that claim at once one wins, and all see the same', async () => {
    const claims = await Promise.all(Array.from({ length: 50 }, (_, index) => platform().claimMarker({ deploymentId: `d${index}`, createdAt: '' })));
    expect(new Set(claims.map(({ deploymentId }) => deploymentId)).size).toBe(1);
    expect(await platform().claimMarker({ deploymentId: 'late', createdAt: '' })).toEqual(claims[0]);
    // No drafts are left behind.
    expect(readdirSync(outside)).toEqual(['marker.json']);
  });

  test('one that cannot be read is not none', async () => {
    mkdirSync(join(outside, 'marker.json'), { recursive: true });
    await expect(platform().readMarker()).rejects.toThrow();
  });
});

describe('lock', () => {
  test('one holder; it renews; others wait for the end of its time or for its release', async () => {
    expect(await platform().acquireLock('a', 60)).toBe(true);
    expect(await platform().acquireLock('b', 60)).toBe(false);
    expect(await platform().acquireLock('a', 60)).toBe(true);
    await platform().releaseLock('b');
    expect(await platform().acquireLock('b', 60)).toBe(false);
    await platform().releaseLock('a');
    expect(await platform().acquireLock('b', 60)).toBe(true);
  });

  test('an expired one is taken over, and its former holder does not get it back by renewing', async () => {
    expect(await platform().acquireLock('a', 0.2)).toBe(true);
    expect(await platform().acquireLock('b', 60)).toBe(false);
    await sleep(250);
    expect(await platform().acquireLock('b', 60)).toBe(true);
    expect(await platform().acquireLock('a', 60)).toBe(false);
    await platform().releaseLock('a');
    expect(await platform().acquireLock('c', 60)).toBe(false);
  });

  test('of 30 that want it at once, free or expired, exactly one gets it', async () => {
    for (const round of ['free', 'expired', 'expired again']) {
      const got = await Promise.all(Array.from({ length: 30 }, (_, index) => platform().acquireLock(`${round}-${index}`, 0.5)));
      expect([round, got.filter(Boolean).length]).toEqual([round, 1]);
      await sleep(600);
    }
  });

  test('two never hold it at once, however they come and go', async () => {
    const TTL = 0.3;
    let holders = 0;
    let most = 0;
    let taken = 0;
    const worker = async (name: string): Promise<void> => {
      for (const until = Date.now() + 2500; Date.now() < until;) {
        const asked = Date.now();
        if (await platform().acquireLock(name, TTL) && Date.now() - asked < TTL * 500) {
          holders += 1;
          taken += 1;
          most = Math.max(most, holders);
          await sleep(2);
          holders -= 1;
          // Half of them die with it.
          if (taken % 2 === 0) {
            await platform().releaseLock(name);
          }
        }
        await sleep(1);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => worker(`w${index}`)));
    expect(most).toBe(1);
    expect(taken).toBeGreaterThan(5);
    // What is over is cleared away.
    expect(readdirSync(outside).length).toBeLessThan(6);
  });
});
