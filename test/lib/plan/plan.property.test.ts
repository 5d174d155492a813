import fc from 'fast-check';
import { Severity, NodeRole, nodesWith, plan, PlanRefused, review, canonicalJson, type DeploymentPlan } from '../../../lib/plan';
import type { DeploymentSpec, Settings } from '../../../lib/model';
import { parsePlan } from '../../../lib/plan/parse';
import { sentinelSpecs, specs } from './specs';

// Many runs, on a machine that may be busy with other tests.
jest.setTimeout(60_000);

const RUNS = { numRuns: 300 };

interface Planned {
  readonly spec: DeploymentSpec;
  readonly plan: DeploymentPlan;
}

/** Checks specs that `plan` accepts; when it accepts next to none, that is a failure too. */
function forPlanned(
  check: (planned: Planned) => void, { numRuns, of }: { numRuns: number; of: fc.Arbitrary<DeploymentSpec> },
): void {
  fc.assert(fc.property(of, (spec) => {
    const deployment = review(spec);
    fc.pre(!deployment.findings.some((finding) => finding.severity === Severity.ERROR));
    check({ spec, plan: deployment });
  }), { numRuns });
}

/** What is left when a failure domain is gone. */
function without(deployment: DeploymentPlan, domain: string): { sentinels: number; data: string[] } {
  const left = deployment.nodes.filter((node) => node.failureDomain !== domain);
  return { sentinels: nodesWith(left, NodeRole.SENTINEL).length, data: nodesWith(left, NodeRole.DATA).map((node) => node.name) };
}

function votesNeeded(deployment: DeploymentPlan): number {
  return Math.max(deployment.topology.quorum, Math.floor(deployment.topology.sentinels / 2) + 1);
}

/**
 * What a failover takes at worst, from Sentinel's source (7.0, sentinel.c) instead of from what was
 * measured: pings go out every min(1 s, down-after), the timer runs at 10 Hz or more, INFO goes out every
 * second during a failover, the client of the drills retries every 200 ms at the latest.
 */
function slowestFailoverSeconds(settings: Settings): { hang: number; quickRestart: number } {
  const timer = 0.1;
  const afterDetection = timer + 1 + 0.2;
  const pingAlignment = Math.min(1, settings.downAfterSeconds);
  return {
    hang: settings.downAfterSeconds + pingAlignment + afterDetection,
    quickRestart: Math.max(settings.downAfterSeconds, settings.infoPeriodSeconds) + timer
      + settings.rebootDownAfterSeconds + afterDetection,
  };
}

test('no failure domain takes both the quorum and every replica', () => {
  forPlanned(({ plan: deployment }) => {
    for (const domain of deployment.failureDomains) {
      const left = without(deployment, domain);
      const replicas = left.data.filter((name) => name !== deployment.topology.bootstrapNode);
      expect(left.sentinels >= votesNeeded(deployment) || replicas.length > 0).toBe(true);
      expect(left.data.length).toBeGreaterThan(0);
    }
  }, { ...RUNS, of: sentinelSpecs });
});

test('with three failure domains or more none takes the quorum or the data, unless a finding names it', () => {
  forPlanned(({ spec, plan: deployment }) => {
    fc.pre(spec.failureDomains >= 3);
    for (const domain of deployment.failureDomains) {
      const left = without(deployment, domain);
      const named = deployment.findings.some((finding) =>
        finding.id === 'domain-holds-quorum' && finding.field === 'topology.quorum' && finding.reason.includes(`the loss of ${domain} `));
      expect(left.sentinels >= votesNeeded(deployment)).toBe(!named);
      expect(left.sentinels).toBeGreaterThan(deployment.topology.sentinels / 2);
      expect(left.data.length).toBeGreaterThan(0);
    }
  }, { ...RUNS, of: sentinelSpecs });
});

test('with the default quorum and three failure domains no finding about a domain is left', () => {
  forPlanned(({ spec, plan: deployment }) => {
    fc.pre(spec.failureDomains >= 3 && spec.topology.quorum === Math.floor(spec.topology.sentinels / 2) + 1);
    expect(deployment.findings.filter((finding) => finding.id.startsWith('domain-'))).toEqual([]);
  }, { ...RUNS, of: sentinelSpecs });
});

test('the timing inequalities hold in every accepted plan', () => {
  forPlanned(({ plan: { settings, promise } }) => {
    expect(settings.handoverPauseSeconds).toBeLessThan(settings.downAfterSeconds);
    expect(settings.downAfterSeconds).toBeLessThan(settings.restartDelaySeconds);
    expect(settings.handoverPauseSeconds).toBeLessThan(settings.handoverTimeoutSeconds);
    expect(settings.handoverTimeoutSeconds).toBeLessThan(settings.stopTimeoutSeconds);
    expect(settings.shutdownTimeoutSeconds).toBeLessThan(settings.stopTimeoutSeconds);
    expect(settings.handoverPauseSeconds).toBeLessThanOrEqual(promise.rto.handoverSeconds);
    expect(settings.infoPeriodSeconds).toBeGreaterThanOrEqual(1);
  }, { ...RUNS, of: sentinelSpecs });
});

test('the promised RTO is never below what the settings can do', () => {
  fc.assert(fc.property(sentinelSpecs, (spec) => {
    const { settings, promise } = review(spec);
    const slowest = slowestFailoverSeconds(settings);
    expect(promise.rto.hangSeconds).toBeGreaterThanOrEqual(slowest.hang);
    expect(promise.rto.quickRestartSeconds).toBeGreaterThanOrEqual(slowest.quickRestart);
    expect(promise.rto.worstSeconds).toBeGreaterThanOrEqual(Math.max(slowest.hang, slowest.quickRestart));
    expect(promise.rto.secondAttemptSeconds).toBeGreaterThanOrEqual(slowest.hang + 2 * settings.failoverTimeoutSeconds);
    expect(promise.rto.totalOutageSeconds).toBeGreaterThan(settings.startGraceSeconds);
  }), RUNS);
});

test('the promised loss covers the fence and, where it is on, the lag a primary accepts', () => {
  fc.assert(fc.property(sentinelSpecs, (spec) => {
    const { settings, promise } = review(spec);
    const lag = settings.minReplicasMaxLagSeconds + 1;
    const fence = settings.fenceAfterSeconds + 2;
    if (settings.minReplicasToWrite > 0) {
      expect(promise.rpo.processDeathSeconds).toBeGreaterThanOrEqual(lag);
    }
    // A replica may be cut off together with the primary, so lag alone bounds nothing while others remain.
    if (spec.topology.replicas > settings.minReplicasToWrite) {
      expect(promise.rpo.partitionSeconds).toBeGreaterThanOrEqual(fence - 1e-9);
    }
    expect(promise.rpo.worstSeconds).toBeGreaterThanOrEqual(promise.rpo.partitionSeconds);
    expect(promise.dualPrimarySeconds).toBeGreaterThanOrEqual(promise.rpo.partitionSeconds - settings.downAfterSeconds - 1e-3);
  }), RUNS);
});

test('an accepted plan promises what it declares, a refused one says which field', () => {
  fc.assert(fc.property(specs, (spec) => {
    const reviewed = review(spec);
    const errors = reviewed.findings.filter((finding) => finding.severity === Severity.ERROR);
    if (errors.length === 0) {
      const { promise } = plan(spec);
      expect(promise.rto.worstSeconds).toBeLessThanOrEqual(spec.objectives.rtoSeconds);
      expect(promise.rpo.worstSeconds).toBeLessThanOrEqual(spec.objectives.rpoSeconds);
      return;
    }
    let refusal: unknown;
    try {
      plan(spec);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(PlanRefused);
    for (const finding of errors) {
      expect((refusal as Error).message).toContain(`${finding.field}: ${finding.reason}; ${finding.fix}`);
    }
  }), RUNS);
});

test('a Sentinel spec without overrides, with reachable objectives, is accepted', () => {
  fc.assert(fc.property(sentinelSpecs, (spec) => {
    fc.pre(spec.failureDomains >= 2 && spec.objectives.rtoSeconds >= 5 && spec.objectives.rpoSeconds >= 3);
    fc.pre(spec.topology.quorum === Math.floor(spec.topology.sentinels / 2) + 1);
    expect(() => plan({ ...spec, overrides: undefined })).not.toThrow();
  }), RUNS);
});

test('the same spec gives the same bytes, and they are a plan file', () => {
  forPlanned(({ spec, plan: deployment }) => {
    const bytes = canonicalJson(deployment);
    expect(canonicalJson(plan(spec))).toBe(bytes);
    expect(parsePlan(bytes, 'bytes')).toEqual(deployment);
  }, { numRuns: 100, of: specs });
});

test('a plan holds no secret and no token', () => {
  forPlanned(({ plan: deployment }) => {
    const text = JSON.stringify(deployment);
    // ACL rules that set a password start with > or #; CDK tokens look like ${Token[...]}.
    expect(deployment.users.flatMap((user) => [...user.redisRules, ...user.sentinelRules]).filter((rule) => /^[><#!]|^nopass$/.test(rule)))
      .toEqual([]);
    expect(text).not.toMatch(/Token\[|password|secret/i);
  }, { numRuns: 100, of: specs });
});
