import fc from 'fast-check';
import { Engine, Topology, type SettingOverrides } from '../../../lib/model';
import { MEASURED, plan, PlanRefused, type DeploymentPlan } from '../../../lib/plan';
import { AGENT_LIVENESS, LONGEST_GRACE, probeTiming, STOP_MARGIN, stopTiming } from '../../../lib/manifests/timing';
import { containerOf, GIB, inputWith, ofKind, planWith, PLANS } from './inputs';

const STRATEGIES = ['RollingUpdate', 'OnDelete'] as const;

const topologies = fc.oneof(
  fc.record({ replicas: fc.integer({ min: 1, max: 5 }) }).map((options) => Topology.replication(options)),
  fc.record({ replicas: fc.integer({ min: 1, max: 5 }), sentinels: fc.constantFrom(3, 5) })
    .map((options) => Topology.sentinel(options)),
  fc.record({ shards: fc.integer({ min: 3, max: 20 }), replicas: fc.integer({ min: 0, max: 2 }) })
    .map((options) => Topology.cluster(options)),
);

const overrides: fc.Arbitrary<SettingOverrides> = fc.record({
  handoverTimeoutSeconds: fc.integer({ min: 3, max: 60 }),
  shutdownTimeoutSeconds: fc.integer({ min: 0, max: 60 }),
  stopTimeoutSeconds: fc.integer({ min: 1, max: 200 }),
  restartDelaySeconds: fc.double({ min: 0, max: 60, noNaN: true }),
}, { requiredKeys: [] });

/** Any spec that makes a plan. */
const plans = fc.record({
  topology: topologies, overrides, rtoSeconds: fc.integer({ min: 5, max: 600 }), gib: fc.integer({ min: 1, max: 256 }),
  save: fc.constantFrom<string[] | undefined>(undefined, []),
}).map((spec): DeploymentPlan | undefined => {
  try {
    return plan({
      name: 'cache', engine: Engine.REDIS_8_0, topology: spec.topology, failureDomains: 6, nodeMemoryBytes: spec.gib * GIB,
      objectives: { rpoSeconds: 10, rtoSeconds: spec.rtoSeconds }, overrides: spec.overrides,
      ...(spec.save ? { persistence: { save: spec.save } } : {}),
    });
  } catch (refused) {
    if (refused instanceof PlanRefused) {
      return undefined;
    }
    throw refused;
  }
}).filter((made) => made !== undefined);

const primaries = ({ topology }: DeploymentPlan): number => topology.shards;

test('whatever the plan: each step of a stop fits into the one around it', () => {
  fc.assert(fc.property(plans, fc.constantFrom(...STRATEGIES), (made, strategy) => {
    const { settings } = made;
    const timing = stopTiming(made, strategy);
    // The agent's own bound of a handover, see `findings-timing`: pause, ask, and wait for the failover.
    expect(timing.handoverSeconds).toBeGreaterThan(settings.handoverTimeoutSeconds
      + (made.topology.kind === 'sentinel' ? settings.failoverTimeoutSeconds : 0));
    expect(timing.hookSeconds).toBeGreaterThanOrEqual(timing.turnSeconds + timing.handoverSeconds);
    expect(timing.shutdownSeconds).toBeGreaterThanOrEqual(settings.shutdownTimeoutSeconds);
    expect(timing.graceSeconds).toBeGreaterThanOrEqual(timing.hookSeconds + timing.shutdownSeconds + STOP_MARGIN);
    expect(timing.graceSeconds).toBeGreaterThanOrEqual(settings.stopTimeoutSeconds + STOP_MARGIN);
    // Everybody's turn comes when every other shard hands over first and takes as long as it may.
    expect(timing.turnSeconds).toBeGreaterThanOrEqual(strategy === 'RollingUpdate' ? (primaries(made) - 1) * timing.handoverSeconds : 0);
    for (const seconds of Object.values(timing)) {
      expect(Number.isInteger(seconds)).toBe(true);
    }
  }), { numRuns: 300 });
});

test('whatever the plan: nothing is restarted before a failover could be over, nor because an agent is', () => {
  fc.assert(fc.property(plans, (made) => {
    const { startupSeconds, livenessSeconds } = probeTiming(made);
    const failsOver = made.topology.kind !== 'replication' && made.topology.replicas > 0;
    expect(livenessSeconds).toBeGreaterThanOrEqual(failsOver ? 2 * made.promise.rto.hangSeconds : 30);
    expect(livenessSeconds).toBeGreaterThanOrEqual(30);
    const { periodSeconds, failureThreshold, graceSeconds } = AGENT_LIVENESS;
    expect(livenessSeconds).toBeGreaterThan(periodSeconds * failureThreshold + graceSeconds + 30);
    expect(startupSeconds).toBeGreaterThanOrEqual(300);
    expect(startupSeconds).toBeGreaterThanOrEqual(3 * made.settings.maxMemoryBytes / MEASURED.loadedBytesPerSecond);
  }), { numRuns: 300 });
});

test('an RDB of everything fits into the grace, where one is saved', () => {
  const large = { nodeMemoryBytes: 64 * GIB, objectives: { rpoSeconds: 5, rtoSeconds: 60 } };
  const saving = planWith(Topology.sentinel(), large);
  const not = planWith(Topology.sentinel(), { ...large, persistence: { save: [] } });
  const more = stopTiming(saving, 'RollingUpdate').graceSeconds - stopTiming(not, 'RollingUpdate').graceSeconds;
  expect(more).toBeGreaterThanOrEqual(saving.promise.rto.loadSeconds - 1);
  expect(more).toBeGreaterThan(600);
});

test('one turn at a time: shards wait for each other, a single data set waits for nobody', () => {
  expect(stopTiming(PLANS.Sentinel!, 'RollingUpdate').turnSeconds).toBe(0);
  expect(stopTiming(PLANS['Sentinels on nodes of their own']!, 'RollingUpdate').turnSeconds).toBe(0);
  const rolling = stopTiming(PLANS.Cluster!, 'RollingUpdate');
  expect(rolling.turnSeconds).toBe(2 * rolling.handoverSeconds);
  expect(stopTiming(PLANS.Cluster!, 'OnDelete').turnSeconds).toBe(rolling.handoverSeconds);
});

test('a Cluster of many shards takes longer than a pod should have', () => {
  expect(stopTiming(planWith(Topology.cluster({ shards: 60 })), 'RollingUpdate').graceSeconds).toBeGreaterThan(LONGEST_GRACE);
  expect(stopTiming(PLANS.Cluster!, 'RollingUpdate').graceSeconds).toBeLessThan(LONGEST_GRACE);
});

test.each(Object.entries(PLANS))('%s: pods are given what was derived', (_name, made) => {
  const input = inputWith(made);
  const timing = stopTiming(made, 'RollingUpdate');
  for (const set of ofKind(input, 'StatefulSet')) {
    expect(set.spec.template.spec.terminationGracePeriodSeconds).toBe(timing.graceSeconds);
  }
  const hook = containerOf(input, 'redis').lifecycle.preStop.exec.command.join(' ');
  expect(hook).toContain(`+ ${timing.hookSeconds}))`);
  const { livenessProbe, startupProbe } = containerOf(input, 'redis');
  expect(livenessProbe.periodSeconds * livenessProbe.failureThreshold).toBeGreaterThanOrEqual(probeTiming(made).livenessSeconds);
  expect(startupProbe.periodSeconds * startupProbe.failureThreshold).toBeGreaterThanOrEqual(probeTiming(made).startupSeconds);
  const config = JSON.parse(ofKind(input, 'ConfigMap').find(({ data }) => data?.['node.json']).data['node.json']);
  expect(config.platform.turnSeconds).toBe(timing.turnSeconds);
});
