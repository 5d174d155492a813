import { LONGEST_PAUSE_SECONDS, replacementTiming } from '../../../lib/aws';
import { Engine, Topology } from '../../../lib/model';
import { plan, type DeploymentPlan } from '../../../lib/plan';

const GIB = 1024 ** 3;

function withMemory(gib: number): DeploymentPlan {
  return plan({
    name: 'orders', engine: Engine.REDIS_8_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 10 },
    failureDomains: 3, nodeMemoryBytes: gib * GIB,
  });
}

test('a larger data set is waited for longer', () => {
  const [small, large] = [4, 64].map((gib) => replacementTiming(withMemory(gib)).signalTimeoutSeconds);
  expect(large).toBeGreaterThan(small!);
});

test('never longer than CloudFormation waits; then the node signals while loading and the lock waits for the rest', () => {
  for (const gib of [1, 16, 64, 128, 256, 1024]) {
    const timing = replacementTiming(withMemory(gib));
    expect(timing.signalTimeoutSeconds).toBeLessThanOrEqual(LONGEST_PAUSE_SECONDS);
    expect(timing.signalAt).toBe(timing.lockSeconds > LONGEST_PAUSE_SECONDS ? 'loading' : 'ready');
  }
  expect(replacementTiming(withMemory(1024)).signalAt).toBe('loading');
});

test('a first start with a backup is waited for longer, at most for as long as CloudFormation does; a replacement is not', () => {
  for (const gib of [4, 16, 1024]) {
    const [plain, seeded] = [replacementTiming(withMemory(gib)), replacementTiming(withMemory(gib), true)];
    expect(seeded.signalTimeoutSeconds).toBeGreaterThan(plain.signalTimeoutSeconds);
    expect(seeded.signalTimeoutSeconds).toBeLessThanOrEqual(LONGEST_PAUSE_SECONDS);
    expect({ ...seeded, signalTimeoutSeconds: 0 }).toEqual({ ...plain, signalTimeoutSeconds: 0 });
  }
});
