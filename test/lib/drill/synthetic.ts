import { Ledger } from '../../../lib/drill/ledger';
import type { Observation } from '../../../lib/drill/measure';
import type { DrillResult, Measured } from '../../../lib/drill/result';

/** Writes of one writer to one node: one every `every` ms, acknowledged 1 ms later. */
export function write(
  ledger: Ledger, from: number, to: number, options: { node?: string; writer?: number; every?: number; fail?: boolean } = {},
): number[] {
  const { node = 'node-1', writer = 0, every = 10, fail = false } = options;
  const indexes: number[] = [];
  for (let at = from; at < to; at += every) {
    const index = ledger.issue(writer, ledger.endpointNumber(node), at);
    if (fail) {
      ledger.fail(index, at + 1);
    } else {
      ledger.acknowledge(index, at + 1);
    }
    indexes.push(index);
  }
  return indexes;
}

export function ledgerOfOne(): Ledger {
  const ledger = new Ledger('test');
  ledger.addWriter('w0');
  return ledger;
}

export function observation(over: Partial<Observation> = {}): Observation {
  return {
    startedAt: 0, stoppedAt: 10_000, faultAt: 3000, faultDoneAt: 3000, rto: 'first-write', lost: [], verified: 0, gaps: [], ...over,
  };
}

export function measurement(over: Partial<Measured> = {}): Measured {
  return {
    rtoMs: 1500, lostWrites: 0, lostPinnedWrites: 0, lossWindowMs: 0, acknowledgedWrites: 5000, failedWrites: 900,
    verifiedWrites: 5000, maxWriteGapMs: 1500,
    settledMs: 1500, dualPrimaryMs: 0, writesPerSecond: 600, acknowledgedAfterFault: 3000, ...over,
  };
}

export function drillResult(over: Partial<DrillResult> = {}): DrillResult {
  return {
    schemaVersion: 1,
    scenario: 'kill-primary',
    deployment: 'shop',
    topology: { kind: 'sentinel', dataNodes: 3, sentinels: 3, failureDomains: 3, shards: 1 },
    engine: 'redis-7.0',
    seed: 42,
    startedAt: '2026-01-02T03:04:05.678Z',
    durationMs: 4000,
    rate: 600,
    client: 'ioredis',
    objectives: { rpoSeconds: 5, rtoSeconds: 5 },
    promise: {
      rto: { processDeathSeconds: 3, hangSeconds: 3, quickRestartSeconds: 4, handoverSeconds: 2, worstSeconds: 4,
        secondAttemptSeconds: 15, totalOutageSeconds: 20, loadSeconds: 21 },
      rpo: { processDeathSeconds: 5, partitionSeconds: 5, handoverSeconds: 0, powerLossSeconds: 2, worstSeconds: 5 },
      dualPrimarySeconds: 4,
    },
    measured: measurement(),
    verdict: 'pass',
    reasons: [],
    checks: [
      { id: 'rto', title: 'Recovery time (RTO)', declared: '5 s', promised: '4 s', measured: '1.50 s', ok: true, reason: '' },
    ],
    rows: [{ id: 'settled', title: 'Steady again after', measured: '1.50 s' }],
    events: [
      { atMs: 1000, source: 'fault', node: 'node-1', message: 'kill -9 of Redis on node-1' },
      { atMs: 2400, source: 'role', node: 'node-2', message: 'become=primary reason=promoted' },
    ],
    series: {
      bucketMs: 1000,
      acknowledged: { 'node-1': [600, 0, 0, 0], 'node-2': [0, 0, 300, 600] },
      failed: [0, 600, 300, 0],
      lost: [2, 0, 0, 0],
    },
    gaps: [{ fromMs: 1000, toMs: 2500 }],
    fault: { fromMs: 1000, toMs: 1100 },
    settings: { downAfterSeconds: 0.6 },
    ...over,
  };
}
