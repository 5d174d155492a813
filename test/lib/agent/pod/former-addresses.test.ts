import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormerAddresses, formerly } from '../../../../lib/agent/pod/former-addresses';
import type { NodeConfig } from '../../../../lib/config';

const dataDir = mkdtempSync(join(tmpdir(), 'redis-ha-former-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const former = new FormerAddresses({ dataDir, runDir: dataDir } as NodeConfig);

test('remembers each set of addresses once, newest first, and not without end', async () => {
  expect(await former.load()).toEqual([]);
  await former.remember({ a: '10.0.0.1', b: '10.0.0.2' });
  await former.remember({ b: '10.0.0.2', a: '10.0.0.1' });
  expect(await former.load()).toEqual([{ a: '10.0.0.1', b: '10.0.0.2' }]);
  for (let last = 1; last <= 20; last += 1) {
    await former.remember({ a: `10.0.1.${last}` });
  }
  expect((await former.load()).map(({ a }) => a)).toEqual([20, 19, 18, 17, 16, 15, 14, 13].map((last) => `10.0.1.${last}`));
});

test('a file that cannot be understood tells nothing', async () => {
  writeFileSync(join(dataDir, 'agent', 'addresses.json'), '{"addresses":');
  expect(await former.load()).toEqual([]);
});

test('an address is a node\'s former one only when it never was another\'s and is nobody\'s now', () => {
  const now = { a: '10.0.0.9', b: '10.0.0.2', c: '10.0.0.1' };
  expect(formerly([now, { a: '10.0.0.1', b: '10.0.0.2', c: '10.0.0.3' }], now)).toEqual({ '10.0.0.3': 'c' });
  expect(formerly([{ a: '10.0.0.5', b: '10.0.0.6' }, { a: '10.0.0.6', b: '10.0.0.7' }], now)).toEqual({ '10.0.0.5': 'a', '10.0.0.7': 'b' });
});
