import { Topology, type Settings } from '../../../lib/model';
import type { PlanPromise } from '../../../lib/plan';
import { promiseOfReplication } from '../../../lib/plan/promise-replication';
import { deriveSettings } from '../../../lib/plan/settings';
import { demoSpec } from './specs';

const { settings } = deriveSettings(demoSpec({ topology: Topology.replication() }));
const base: Partial<Settings> = {
  fenceAfterSeconds: 3, minReplicasToWrite: 1, minReplicasMaxLagSeconds: 4, handoverPauseSeconds: 1,
  handoverTimeoutSeconds: 7, restartDelaySeconds: 1,
  maxMemoryBytes: 500e6, appendfsync: 'everysec',
};
const promised = (changes: Partial<Settings> = {}, replicas = 2, cascaded = 0): PlanPromise =>
  promiseOfReplication({ ...settings, ...base, ...changes }, Topology.replication({ replicas, cascaded }));

test('the parts of a return add up', () => {
  expect(promised().rto).toEqual({
    // Delay 1, load 10, two looks of 0.5, reconnected 0.5.
    processDeathSeconds: 12.5, quickRestartSeconds: 12.5,
    // Silent 4 + 1, fence 3 + 2, failover 5, reconnected 0.5.
    hangSeconds: 15.5, totalOutageSeconds: 15.5, worstSeconds: 15.5,
    handoverSeconds: 2, secondAttemptSeconds: 22.5, loadSeconds: 10,
  });
});

test('the worst is whichever is longest', () => {
  expect(promised({ maxMemoryBytes: 5e9 }).rto).toMatchObject({ processDeathSeconds: 102.5, worstSeconds: 102.5,
    secondAttemptSeconds: 109.5 });
  expect(promised({ handoverPauseSeconds: 30 }).rto).toMatchObject({ handoverSeconds: 30.5, worstSeconds: 30.5 });
});

test('what may be lost: the lag, the disk, and the time a cut-off primary goes on', () => {
  expect(promised()).toMatchObject({
    rpo: { processDeathSeconds: 5, partitionSeconds: 5, handoverSeconds: 0, powerLossSeconds: 2, worstSeconds: 5 },
    dualPrimarySeconds: 2,
  });
  expect(promised({ fenceAfterSeconds: 10 }).rpo).toMatchObject({ partitionSeconds: 12, worstSeconds: 12 });
  // A process that died comes back with its disk, which may be behind by more than a replica.
  expect(promised({ minReplicasMaxLagSeconds: 0.5 }).rpo.processDeathSeconds).toBe(2);
  expect(promised({ minReplicasMaxLagSeconds: 0.5, appendfsync: 'always' }).rpo.processDeathSeconds).toBe(1.5);
});

test('replicas of replicas do not count among those a primary keeps', () => {
  expect(promised({ fenceAfterSeconds: 10 }, 2, 1).rpo.partitionSeconds).toBe(5);
});
