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
