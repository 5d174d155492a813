import fc from 'fast-check';
import { plan, review, Severity } from '../../../lib/plan';
import { replicationSpecs } from './specs';

// Many runs, on a machine that may be busy with other tests.
jest.setTimeout(60_000);

const RUNS = { numRuns: 300 };

test('what nobody fails over waits for restart and load, and an order for the fence', () => {
  fc.assert(fc.property(replicationSpecs, (spec) => {
    const { settings, promise } = review(spec);
    expect(promise.rto.processDeathSeconds).toBeGreaterThan(settings.restartDelaySeconds + promise.rto.loadSeconds);
    expect(promise.rto.hangSeconds).toBeGreaterThan(settings.fenceAfterSeconds + 2);
    expect(promise.rto.worstSeconds).toBeGreaterThanOrEqual(Math.max(promise.rto.processDeathSeconds, promise.rto.hangSeconds));
    expect(promise.rto.loadSeconds).toBeGreaterThanOrEqual(settings.maxMemoryBytes / 91e6);
    expect(promise.rpo.processDeathSeconds).toBeGreaterThanOrEqual(promise.rpo.powerLossSeconds);
  }), RUNS);
});

test('only replicas that copy from the primary count for min-replicas-to-write', () => {
  fc.assert(fc.property(replicationSpecs, (spec) => {
    const { settings } = review({ ...spec, overrides: undefined });
    expect(settings.minReplicasToWrite).toBe(spec.topology.replicas - spec.topology.cascaded >= 2 ? 1 : 0);
  }), RUNS);
});

test('a plan is refused for its RTO exactly when restart and load, or an order, take longer; and says who fails over', () => {
  fc.assert(fc.property(replicationSpecs, (spec) => {
    const bare = { ...spec, overrides: undefined };
    const { promise, findings } = review(bare);
    const ids = findings.map((finding) => finding.id);
    expect(ids.includes('rto-needs-failover')).toBe(promise.rto.worstSeconds > spec.objectives.rtoSeconds);
    expect(ids.includes('no-automatic-failover')).toBe(spec.failureDomains > 1);
    expect(ids.includes('cascaded')).toBe(spec.failureDomains > 1 && spec.topology.cascaded > 0);
    if (!findings.some((finding) => finding.severity === Severity.ERROR)) {
      expect(plan(bare).promise.rto.worstSeconds).toBeLessThanOrEqual(spec.objectives.rtoSeconds);
    }
  }), RUNS);
});
