import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilePlatform } from '../../../../lib/agent/platform/file';
import type { RoleMarker } from '../../../../lib/agent/platform/platform';

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

describe('role marker', () => {
  const role = (epoch: number, by = 'node-1'): RoleMarker => ({ primary: 'node-1', epoch, changedAt: 'then', by });

  test('each change needs the one that was seen before it', async () => {
    expect(await platform().readRole()).toBeUndefined();
    expect(await platform().claimRole(role(1))).toEqual(role(1));
    expect(await platform().claimRole(role(2))).toEqual(role(2));
    expect(await platform().claimRole(role(2, 'late'))).toEqual(role(2));
    expect(await platform().claimRole(role(9, 'hasty'))).toEqual(role(2));
    expect(await platform().readRole()).toEqual(role(2));
  });

  test('an emptied store takes no ordinary change, and one above every epoch from whoever saw it empty', async () => {
    expect(await platform().claimRole(role(8))).toBeUndefined();
    expect(await platform().claimRole(role(8), 0)).toEqual(role(8));
    expect(await platform().claimRole(role(11, 'late'), 0)).toEqual(role(8));
    expect(await platform().claimRole(role(9))).toEqual(role(9));
    expect(await platform().claimRole(role(5, 'backwards'), 9)).toEqual(role(9));
  });

  test('one that was restored from an older copy is followed by a higher epoch from whoever saw that', async () => {
    await platform().claimRole(role(3), 0);
    expect(await platform().claimRole(role(8), 3)).toEqual(role(8));
  });

  test('of many that saw the same one wins, whatever epochs they claim', async () => {
    const stands = await Promise.all(Array.from({ length: 20 }, (_, index) => platform().claimRole(role(5 + index % 4, `n${index}`), 0)));
    expect(new Set(stands.map((marker) => marker?.by)).size).toBe(1);
    expect(await platform().readRole()).toEqual(stands[0]);
  });
});

test('a role marker that cannot be read is not none', async () => {
  writeFileSync(outside, 'a file where the folder should be');
  await expect(platform().readRole()).rejects.toThrow();
});
