import fc from 'fast-check';
import { firstPrimaryOf, plan, review, Severity, type DeploymentPlan } from '../../../lib/plan';
import type { DeploymentSpec } from '../../../lib/model';
import { clusterSpecs } from './specs';

// Many runs, on a machine that may be busy with other tests.
jest.setTimeout(60_000);

const RUNS = { numRuns: 300 };

function shardsOf(deployment: DeploymentPlan): number[] {
  return Array.from({ length: deployment.topology.shards }, (_, index) => index + 1);
}

function domainsOf(deployment: DeploymentPlan, shard: number): string[] {
  return deployment.nodes.filter((node) => node.shard === shard).map((node) => node.failureDomain);
}

function firstPrimaries(deployment: DeploymentPlan): string[] {
  return shardsOf(deployment).map((shard) =>
    deployment.nodes.find((node) => node.name === firstPrimaryOf(deployment, shard))!.failureDomain);
}

function accepted(check: (deployment: DeploymentPlan, spec: DeploymentSpec) => void): void {
  fc.assert(fc.property(clusterSpecs, (spec) => {
    const deployment = review(spec);
    fc.pre(!deployment.findings.some((finding) => finding.severity === Severity.ERROR));
    check(deployment, spec);
  }), RUNS);
}

test('no two copies of a shard are in one failure domain', () => {
  accepted((deployment) => {
    for (const shard of shardsOf(deployment)) {
      const domains = domainsOf(deployment, shard);
      expect(domains).toHaveLength(deployment.topology.replicas + 1);
      expect(new Set(domains).size).toBe(domains.length);
    }
  });
});

test('copies are refused for sharing a domain exactly when there are more of them than domains', () => {
  fc.assert(fc.property(clusterSpecs, (spec) => {
    fc.pre(spec.failureDomains >= 2);
    const crowded = review(spec).findings.some((finding) => finding.id === 'copies-share-domain');
    expect(crowded).toBe(spec.topology.replicas >= spec.failureDomains);
  }), RUNS);
});

test('the loss of any domain leaves a majority of the first primaries, or a finding names that domain', () => {
  accepted((deployment) => {
    const primaries = firstPrimaries(deployment);
    for (const domain of deployment.failureDomains) {
      const left = primaries.filter((home) => home !== domain).length;
      const named = deployment.findings.some((finding) =>
        finding.id === 'domain-holds-primaries' && finding.reason.includes(`the loss of ${domain} `));
      expect(named).toBe(left <= deployment.topology.shards / 2);
    }
  });
});

test('with three domains and any number of shards but four nothing is said about votes', () => {
  accepted((deployment, spec) => {
    fc.pre(spec.failureDomains >= 3 && !(spec.failureDomains === 3 && spec.topology.shards === 4));
    expect(deployment.findings.map((finding) => finding.id)).not.toContain('domain-holds-primaries');
  });
});

/**
 * From Redis's source (7.0, cluster.c) instead of from what was measured: a ping goes out half a timeout late, a node fails a
 * timeout after it, the news takes half a timeout; a replica waits up to 1 s, the beat is 100 ms, clients retry after 200 ms.
 */
test('the promise is never below what the settings can do', () => {
  fc.assert(fc.property(clusterSpecs, (spec) => {
    fc.pre(spec.topology.replicas > 0);
    const { settings, promise } = review(spec);
    const { nodeTimeoutSeconds } = settings;
    expect(promise.rto.hangSeconds).toBeGreaterThanOrEqual(2 * nodeTimeoutSeconds + 1 + 0.1 + 0.2);
    expect(promise.rto.worstSeconds).toBeGreaterThanOrEqual(promise.rto.hangSeconds);
    // CLUSTER_WRITABLE_DELAY.
    expect(promise.rto.quickRestartSeconds).toBeGreaterThan(2);
    // Another vote is called for after 4 node timeouts, at least 4 s.
    const nextVote = Math.max(4 * nodeTimeoutSeconds, 4);
    // Both promises are rounded up to the millisecond.
    expect(promise.rto.secondAttemptSeconds).toBeGreaterThanOrEqual(promise.rto.worstSeconds + nextVote - 1e-3);
    expect(promise.rpo.processDeathSeconds).toBeGreaterThanOrEqual(settings.minReplicasMaxLagSeconds + 1);
    expect(promise.dualPrimarySeconds).toBeGreaterThanOrEqual(promise.rpo.partitionSeconds - nodeTimeoutSeconds - 1e-3);
  }), RUNS);
});

test('without replicas nobody is promised a failover: the load of a full node is in every promise', () => {
  fc.assert(fc.property(clusterSpecs, (spec) => {
    fc.pre(spec.topology.replicas === 0);
    const { promise, findings } = review(spec);
    for (const seconds of [promise.rto.processDeathSeconds, promise.rto.hangSeconds, promise.rto.quickRestartSeconds]) {
      expect(seconds).toBeGreaterThan(promise.rto.loadSeconds);
    }
    expect(findings.map((finding) => finding.id).includes('no-replicas')).toBe(spec.failureDomains > 1);
  }), RUNS);
});

test('a Cluster with a replica and reachable objectives is accepted, and restarts after the Cluster has noticed', () => {
  fc.assert(fc.property(clusterSpecs, (spec) => {
    fc.pre(spec.topology.replicas > 0 && spec.failureDomains > spec.topology.replicas && spec.failureDomains > 1);
    fc.pre(spec.objectives.rtoSeconds >= 4 && spec.objectives.rpoSeconds >= 3);
    const { settings } = plan({ ...spec, overrides: undefined });
    expect(settings.restartDelaySeconds).toBeGreaterThan(settings.nodeTimeoutSeconds);
  }), RUNS);
});
