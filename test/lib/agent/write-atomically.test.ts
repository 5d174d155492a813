import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAtomically } from '../../../lib/agent/write-atomically';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-write-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('makes the folder, keeps others out, leaves no draft', async () => {
  const file = join(folder, 'a', 'b', 'file');
  await writeAtomically(file, 'one');
  await writeAtomically(file, 'two', { durable: false });
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['file']);
});

test('a mode that is asked for', async () => {
  const file = join(folder, 'open');
  await writeAtomically(file, 'x', { mode: 0o644 });
  expect(statSync(file).mode & 0o777).toBe(0o644);
});

test('readers see the whole old text or the whole new one, never a part', async () => {
  const file = join(folder, 'busy');
  const texts = ['a', 'b'].map((letter) => letter.repeat(200_000));
  await writeAtomically(file, texts[0]!);
  let writing = true;
  const writer = (async () => {
    for (let round = 0; round < 30; round += 1) {
      await writeAtomically(file, texts[round % 2]!, { durable: false });
    }
    writing = false;
  })();
  const seen = new Set<string>();
  while (writing) {
    seen.add(readFileSync(file, 'utf8'));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writer;
  expect([...seen].every((text) => texts.includes(text))).toBe(true);
});
