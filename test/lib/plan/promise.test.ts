import { promiseOf } from '../../../lib/plan/promise';
import { deriveSettings } from '../../../lib/plan/settings';
import { Topology, type Settings } from '../../../lib/model';
import { demoSpec } from './specs';

const base = deriveSettings(demoSpec()).settings;

function promised(changes: Partial<Settings>, replicas = 2) {
  return promiseOf({ ...base, ...changes }, Topology.sentinel({ replicas }));
}

describe('Cluster', () => {
  const settings = deriveSettings(demoSpec({ topology: Topology.cluster({ replicas: 2 }) })).settings;
  const cluster = (changes: Partial<Settings>, replicas = 2) =>
    promiseOf({ ...settings, ...changes }, Topology.cluster({ replicas }));

  test.each([[1, 2.51], [2, 4.53], [5, 8.87], [15, 19.8]])(
    'a node timeout of %d s was seen to take %d s, and less is not promised', (timeout, seen) => {
      const { hangSeconds } = cluster({ nodeTimeoutSeconds: timeout }).rto;
      expect(hangSeconds).toBeGreaterThan(seen);
      expect(hangSeconds).toBeLessThan(2 * seen);
    });

  test('a crash is not waited for, whatever the node timeout', () => {
    expect(cluster({ nodeTimeoutSeconds: 15 }).rto.processDeathSeconds).toBeCloseTo(1.5);
  });

  test('a primary in a minority is stopped by the engine or by the fence, whichever is first', () => {
    expect(cluster({ nodeTimeoutSeconds: 2, fenceAfterSeconds: 8 }).rpo.partitionSeconds).toBeCloseTo(3.5);
    expect(cluster({ nodeTimeoutSeconds: 15, fenceAfterSeconds: 3 }).rpo.partitionSeconds).toBe(5);
  });

  test('without replicas nothing is promoted, and what is on disk comes back', () => {
    const alone = cluster({ maxMemoryBytes: 500e6, restartDelaySeconds: 1, nodeTimeoutSeconds: 2 }, 0);
    expect(alone.rto).toMatchObject({ processDeathSeconds: 14, hangSeconds: 16.5, loadSeconds: 10 });
    expect(alone.rpo).toMatchObject({ processDeathSeconds: 2, partitionSeconds: 0, worstSeconds: 2 });
  });
});

describe('replication', () => {
  const settings = deriveSettings(demoSpec({ topology: Topology.replication() })).settings;
  const replication = (changes: Partial<Settings>) => promiseOf({ ...settings, ...changes }, Topology.replication());

  test('service returns by restart and load', () => {
    expect(replication({ maxMemoryBytes: 500e6, restartDelaySeconds: 1 }).rto)
      .toMatchObject({ processDeathSeconds: 12.5, quickRestartSeconds: 12.5 });
  });

  test('an order waits until the old primary must have stopped', () => {
    expect(replication({ fenceAfterSeconds: 3 }).rto.hangSeconds).toBeCloseTo(15.5);
    expect(replication({ fenceAfterSeconds: 10 }).rto.hangSeconds).toBeCloseTo(22.5);
  });
});

test('with Sentinels a crash is asked for at once, but the worst still counts on silence alone', () => {
  const { rto } = promised({ downAfterSeconds: 5, rebootDownAfterSeconds: 0.5, infoPeriodSeconds: 1 });
  expect(rto.processDeathSeconds).toBeCloseTo(2.6);
  expect(rto.worstSeconds).toBeGreaterThanOrEqual(5 + 0.6 + 1.6);
  expect(promised({ downAfterSeconds: 0.2 }).rto.processDeathSeconds).toBeCloseTo(2.4);
});

test('a restart just before detection costs both waits', () => {
  expect(promised({ downAfterSeconds: 5, rebootDownAfterSeconds: 7 }).rto.quickRestartSeconds).toBeCloseTo(5 + 7 + 2.8);
  const rarelyAsked = promised({ downAfterSeconds: 0.5, rebootDownAfterSeconds: 0.5, infoPeriodSeconds: 10 });
  expect(rarelyAsked.rto.quickRestartSeconds).toBeCloseTo(13.3);
});

test('a hang is noticed later than a death, and the worst is the longest', () => {
  const { rto } = promised({});
  expect(rto.hangSeconds).toBeGreaterThan(rto.processDeathSeconds);
  expect(rto.worstSeconds).toBe(Math.max(rto.processDeathSeconds, rto.hangSeconds, rto.quickRestartSeconds, rto.handoverSeconds));
});

test('a second attempt waits twice the failover timeout', () => {
  const short = promised({ failoverTimeoutSeconds: 5 }).rto.secondAttemptSeconds;
  expect(promised({ failoverTimeoutSeconds: 15 }).rto.secondAttemptSeconds - short).toBeCloseTo(20);
});

test('a handover may use up its pause', () => {
  expect(promised({ handoverPauseSeconds: 4 }).rto.handoverSeconds).toBeCloseTo(5.6);
});

test('with a replica to spare only the fence bounds a split; without one the lag does too', () => {
  const settings = { minReplicasToWrite: 1, minReplicasMaxLagSeconds: 2, fenceAfterSeconds: 8 };
  expect(promised(settings, 2).rpo.partitionSeconds).toBe(10);
  expect(promised(settings, 1).rpo.partitionSeconds).toBe(3);
  expect(promised({ ...settings, minReplicasToWrite: 0 }, 1).rpo.partitionSeconds).toBe(10);
});

test('fsync always costs nothing at a power loss, every second up to two seconds', () => {
  expect(promised({ appendfsync: 'always' }).rpo.powerLossSeconds).toBe(0);
  expect(promised({ appendfsync: 'everysec' }).rpo.powerLossSeconds).toBe(2);
});

test('two primaries overlap from detection until the fence, never for less than nothing', () => {
  expect(promised({ downAfterSeconds: 1, fenceAfterSeconds: 3 }).dualPrimarySeconds).toBe(4);
  expect(Object.is(promised({ downAfterSeconds: 30 }).dualPrimarySeconds, 0)).toBe(true);
});
