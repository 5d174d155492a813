import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formingMemory, MemoryFile } from '../../../lib/agent/memory';
import * as writing from '../../../lib/agent/write-atomically';
import { memory } from './situations';

jest.mock('../../../lib/agent/write-atomically', () => {
  const real = jest.requireActual<typeof writing>('../../../lib/agent/write-atomically');
  return { writeAtomically: jest.fn(real.writeAtomically) };
});
const written = writing.writeAtomically as jest.MockedFunction<typeof writing.writeAtomically>;

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-memory-'));
let file: string;
let count = 0;
beforeEach(() => { count += 1; file = join(folder, String(count), 'memory.json'); written.mockClear(); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what is saved is what the next process remembers', async () => {
  const first = new MemoryFile(file);
  expect(await first.load()).toBeUndefined();
  await first.save(memory({ epoch: 9 }));
  expect(first.get()).toEqual(memory({ epoch: 9 }));
  expect(await new MemoryFile(file).load()).toEqual(memory({ epoch: 9 }));
  expect(statSync(file).mode & 0o077).toBe(0);
});

test('a node that forms remembers so', async () => {
  await new MemoryFile(file).save(formingMemory('id'));
  expect(await new MemoryFile(file).load()).toMatchObject({ deploymentId: 'id', state: 'forming', epoch: 0, role: 'none', abdicating: false });
});

test.each([
  ['cut short', '{"deploymentId":"x","sta'], ['empty, as after a power loss', ''], ['no memory', '{}'], ['null', 'null'], ['a list', '[]'],
  ['a state nobody knows', JSON.stringify({ ...memory(), state: 'done' })], ['an epoch that is none', JSON.stringify({ ...memory(), epoch: null })],
])('a file that is %s is an error that says what to do, never a fresh start', async (_, text) => {
  await new MemoryFile(file).save(memory());
  writeFileSync(file, text);
  const damaged = new MemoryFile(file);
  await expect(damaged.load()).rejects.toThrow(/memory\.json is damaged.*copies from the primary/);
  expect(damaged.get()).toBeUndefined();
});

test('a file that cannot be read is an error, not a node without a memory', async () => {
  await expect(new MemoryFile(join(folder)).load()).rejects.toThrow('EISDIR');
});

test.each([
  ['state', { state: 'forming' as const }, true], ['role', { role: 'primary' as const }, true], ['epoch', { epoch: 4 }, true],
  ['abdicating', { abdicating: true }, true], ['deployment', { deploymentId: 'other' }, true], ['what it was restored from', { restored: 'b' }, true],
  ['offset', { offset: 101 }, false], ['time', { lastGoodAt: 2 }, false], ['keys', { keys: 11 }, false],
])('a change of %s', async (_, change, durable) => {
  const it = new MemoryFile(file);
  await it.save(memory());
  expect(written.mock.calls[0]![2]).toEqual({ durable: true });
  await it.save(memory(change));
  expect(written.mock.calls[1]![2]).toEqual({ durable });
});

test('what is already there is not written again', async () => {
  const it = new MemoryFile(file);
  await it.save(memory());
  await it.save(memory());
  expect(written).toHaveBeenCalledTimes(1);
});

test('a failed write is not remembered either', async () => {
  const it = new MemoryFile(file);
  await it.save(memory());
  written.mockRejectedValueOnce(new Error('no space left'));
  await expect(it.save(memory({ epoch: 8 }))).rejects.toThrow('no space');
  expect(it.get()).toEqual(memory());
  await it.save(memory({ epoch: 8 }));
  expect(readFileSync(file, 'utf8')).toContain('"epoch":8');
});
