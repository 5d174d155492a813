import { DATA_SHARE, deriveMaxMemory, GIB, LARGEST_DATA_SHARE, MIB, RESERVED_MEMORY } from '../../../lib/plan/memory';

test('data gets its share of what system, agent and Sentinel leave, in whole MiB', () => {
  expect(deriveMaxMemory(2 * GIB)).toBe(998 * MIB);
  expect(deriveMaxMemory(2 * GIB + 12345) % MIB).toBe(0);
});

test('what is derived always stays below the share that findings refuse', () => {
  for (const memory of [512 * MIB, GIB, 16 * GIB, 1024 * GIB]) {
    expect(deriveMaxMemory(memory)).toBeLessThanOrEqual((memory - RESERVED_MEMORY) * DATA_SHARE);
    expect(deriveMaxMemory(memory)).toBeLessThan(memory * LARGEST_DATA_SHARE);
  }
});
