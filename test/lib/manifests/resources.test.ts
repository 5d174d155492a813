import { AGENT_HEAP_MIB, AGENT_MEMORY, SENTINEL_MEMORY } from '../../../lib/manifests/resources';
import { RESERVED_MEMORY } from '../../../lib/plan/memory';
import { containersOf, inputWith, ofKind, PLANS, restoreWith } from './inputs';

const MIB = 1024 ** 2;

function mebibytes(quantity: string): number {
  return Number(quantity.slice(0, -2)) * (quantity.endsWith('Gi') ? 1024 : 1);
}

test('agent and Sentinel fit into what the plan keeps free for them', () => {
  expect(AGENT_MEMORY + SENTINEL_MEMORY).toBeLessThanOrEqual(RESERVED_MEMORY);
  expect(AGENT_HEAP_MIB * MIB).toBeLessThan(AGENT_MEMORY * 0.7);
});

test.each(Object.entries(PLANS))('%s: a pod with data takes the plan\'s memory, and never more while it starts', (_name, plan) => {
  for (const set of ofKind(inputWith(plan, { restore: restoreWith() }), 'StatefulSet')) {
    const memory = Object.fromEntries(containersOf(set).map(({ name, resources }) => [name, mebibytes(resources.limits.memory)]));
    if (memory.redis !== undefined) {
      expect(memory.redis + memory.agent! + (memory.sentinel ?? 0)).toBe(plan.nodeMemoryBytes / MIB);
      expect(memory.seed! + memory.agent!).toBeLessThanOrEqual(plan.nodeMemoryBytes / MIB);
      expect(memory.redis * MIB).toBeGreaterThan(plan.settings.maxMemoryBytes);
    }
  }
});
