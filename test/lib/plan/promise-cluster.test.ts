import { Topology, type Settings } from '../../../lib/model';
import type { PlanPromise } from '../../../lib/plan';
import { promiseOfCluster } from '../../../lib/plan/promise-cluster';
import { deriveSettings } from '../../../lib/plan/settings';
import { demoSpec } from './specs';

const { settings } = deriveSettings(demoSpec({ topology: Topology.cluster() }));
const base: Partial<Settings> = {
  nodeTimeoutSeconds: 2, fenceAfterSeconds: 8, minReplicasToWrite: 0, minReplicasMaxLagSeconds: 4, startGraceSeconds: 3,
  restartDelaySeconds: 1,
  maxMemoryBytes: 500e6,
};
const promised = (changes: Partial<Settings> = {}, replicas = 1): PlanPromise =>
  promiseOfCluster({ ...settings, ...base, ...changes }, Topology.cluster({ replicas }));

test('the parts of a failover add up', () => {
  expect(promised().rto).toEqual({
    // Seen 0.3, quiet 0.3, forced 0.4, reconnected 0.5.
    processDeathSeconds: 1.5,
    // Two node timeouts, 1.2 election, 0.5 reconnected.
    hangSeconds: 5.7,
    // As a death, and 2 s in which a restarted primary takes no writes.
    quickRestartSeconds: 3.5,
    handoverSeconds: 1,
    worstSeconds: 5.7,
    // Another vote after twice two timeouts.
    secondAttemptSeconds: 13.7,
    // Grace 3, evidence 8, vote 8, reconnected.
    totalOutageSeconds: 19.5,
    loadSeconds: 10,
  });
});

test('with a short timeout the engine may be first, and the worst is another', () => {
  const { rto } = promised({ nodeTimeoutSeconds: 0.5 });
  expect(rto).toMatchObject({ hangSeconds: 2.7, processDeathSeconds: 1.5, worstSeconds: 3.5 });
  // A vote has 2 s at least.
  expect(rto.secondAttemptSeconds).toBe(7.5);
});

test('what may be lost: the lag, and the time a cut-off primary goes on', () => {
  // With a replica more than must be linked a cut is bounded by the engine or the fence.
  expect(promised()).toMatchObject({ rpo: { processDeathSeconds: 5, partitionSeconds: 3.5, handoverSeconds: 0,
    worstSeconds: 5 }, dualPrimarySeconds: 1.5 });
  expect(promised({ fenceAfterSeconds: 1 }).rpo.partitionSeconds).toBe(3);
  expect(promised({ nodeTimeoutSeconds: 10 }).rpo).toMatchObject({ partitionSeconds: 10, worstSeconds: 10 });
  expect(promised({ nodeTimeoutSeconds: 10 }).dualPrimarySeconds).toBe(0);
  // With no replica to spare, by the lag.
  expect(promised({ nodeTimeoutSeconds: 10, minReplicasToWrite: 1 }).rpo.partitionSeconds).toBe(5);
});

test('a power loss costs what is not on disk', () => {
  expect(promised({ appendfsync: 'always' }).rpo.powerLossSeconds).toBe(0);
  expect(promised({ appendfsync: 'everysec' }).rpo.powerLossSeconds).toBe(2);
});

test('without replicas the node itself has to come back, with what its disk has', () => {
  expect(promised({ appendfsync: 'everysec' }, 0)).toEqual({
    rto: {
      // Delay 1, load 10, writable 2, a look 0.5, reconnected 0.5; a hang is noticed after the timeout and a look.
      processDeathSeconds: 14, hangSeconds: 16.5, quickRestartSeconds: 14, handoverSeconds: 14, worstSeconds: 16.5,
      secondAttemptSeconds: 30.5,
      totalOutageSeconds: 14, loadSeconds: 10,
    },
    rpo: { processDeathSeconds: 2, partitionSeconds: 0, handoverSeconds: 0, powerLossSeconds: 2, worstSeconds: 2 },
    dualPrimarySeconds: 0,
  });
  expect(promised({ appendfsync: 'always' }, 0).rpo.worstSeconds).toBe(0);
});
