import { AppendFsync, Topology, type Settings } from '../../../lib/model';
import { isUsed } from '../../../lib/plan';
import { deriveSettings } from '../../../lib/plan/settings';
import { demoSpec, withOverrides } from './specs';

test('every setting has a reason, and no other has', () => {
  const { settings, reasons } = deriveSettings(demoSpec());
  expect(Object.keys(reasons).sort()).toEqual(Object.keys(settings).sort());
  expect(Object.values(reasons).every((reason) => reason.from === 'derived' && reason.because.length > 10)).toBe(true);
});

test('a tighter RTO gives an earlier detection, down to the tightest that is sane', () => {
  const downAfter = (rtoSeconds: number): number =>
    deriveSettings(demoSpec({ objectives: { rpoSeconds: 5, rtoSeconds } })).settings.downAfterSeconds;
  expect([5, 10, 30, 600].map(downAfter)).toEqual([0.6, 3.1, 13.1, 30]);
  expect(downAfter(1)).toBe(0.5);
});

test('a tighter RPO gives less lag and an earlier fence', () => {
  const bounds = (rpoSeconds: number): number[] => {
    const { settings } = deriveSettings(demoSpec({ objectives: { rpoSeconds, rtoSeconds: 5 } }));
    return [settings.minReplicasMaxLagSeconds, settings.fenceAfterSeconds];
  };
  expect(bounds(3)).toEqual([2, 1]);
  expect(bounds(6.5)).toEqual([5, 4.5]);
  expect(bounds(60)).toEqual([10, 10]);
});

test('an override replaces one value and what is derived from it, and says so', () => {
  const { settings, reasons } = deriveSettings(withOverrides({ downAfterSeconds: 2 }));
  expect(settings).toMatchObject({
    downAfterSeconds: 2, rebootDownAfterSeconds: 2, restartDelaySeconds: 3, handoverPauseSeconds: 1.6,
  });
  expect(reasons.downAfterSeconds).toEqual({ from: 'override', because: 'set by overrides.downAfterSeconds; derived would be 0.6' });
});

test('a long RTO does not make a handover pause writes for long', () => {
  const { settings } = deriveSettings(demoSpec({ objectives: { rpoSeconds: 60, rtoSeconds: 120 } }));
  expect(settings.handoverPauseSeconds).toBe(5);
  expect(deriveSettings(withOverrides({ downAfterSeconds: 30, handoverPauseSeconds: 12 })).settings)
    .toMatchObject({ handoverTimeoutSeconds: 17, stopTimeoutSeconds: 47 });
});

test.each([
  [Topology.cluster(), { downAfterSeconds: 1 }, 'overrides.downAfterSeconds: has no meaning in a cluster topology; remove it'],
  [Topology.cluster(), { handoverPauseSeconds: 1 }, 'overrides.handoverPauseSeconds: has no meaning in a cluster'],
  [Topology.replication(), { nodeTimeoutSeconds: 1 }, 'overrides.nodeTimeoutSeconds: has no meaning in a replication'],
  [Topology.sentinel(), { nodeTimeoutSeconds: 1 }, 'overrides.nodeTimeoutSeconds: has no meaning in a sentinel'],
])('a setting the topology does not follow is refused (%#)', (topology, overrides, message) => {
  expect(() => deriveSettings(withOverrides(overrides, { topology }))).toThrow(message);
});

test('what a topology does not use says so; the rest has a reason of its own', () => {
  for (const topology of [Topology.cluster(), Topology.replication(), Topology.sentinel()]) {
    const { reasons } = deriveSettings(demoSpec({ topology }));
    for (const [key, { because }] of Object.entries(reasons)) {
      expect([key, because === `not used by ${topology.kind}`]).toEqual([key, !isUsed(key as keyof Settings, topology.kind)]);
    }
  }
});

test('a tighter RTO gives a Cluster an earlier vote, down to the tightest that is sane', () => {
  const timeouts = (rtoSeconds: number): number[] => {
    const { settings } = deriveSettings(demoSpec({ topology: Topology.cluster(), objectives: { rpoSeconds: 5, rtoSeconds } }));
    return [settings.nodeTimeoutSeconds, settings.restartDelaySeconds];
  };
  expect([3, 5, 10, 600].map(timeouts)).toEqual([[1, 3.2], [1.65, 4.5], [4.15, 9.5], [15, 31.2]]);
});

test('where nobody takes over a process restarts soon', () => {
  const delay = (topology: Topology): number => deriveSettings(demoSpec({ topology })).settings.restartDelaySeconds;
  expect([Topology.replication(), Topology.cluster({ replicas: 0 })].map(delay)).toEqual([1, 1]);
});

test.each([
  [{ dwnAfterSeconds: 1 }, /^overrides\.dwnAfterSeconds: no such setting; use one of downAfterSeconds, /],
  [{ downAfterSeconds: 0 }, /^overrides\.downAfterSeconds: got 0; give a number of seconds from 0\.1 /],
  [{ downAfterSeconds: '1s' }, /^overrides\.downAfterSeconds: got "1s"; give a number$/],
  [{ minReplicasToWrite: 0.5 }, /^overrides\.minReplicasToWrite: got 0\.5; give a whole number from 0 /],
  [{ replBacklogBytes: 100 }, /^overrides\.replBacklogBytes: got 100; give a whole number from 1048576 /],
  [{ infoPeriodSeconds: 0.5 }, /^overrides\.infoPeriodSeconds: got 0\.5; give a number of seconds from 1 /],
  [{ maxMemoryPolicy: 'lru' }, /^overrides\.maxMemoryPolicy: got "lru"; use one of noeviction, /],
])('override %j is refused', (overrides, message) => {
  expect(() => deriveSettings(withOverrides(overrides as never))).toThrow(message);
});

test('persistence that the engine would not take is refused', () => {
  expect(() => deriveSettings(demoSpec({ persistence: { save: ['3600'] } })))
    .toThrow('persistence.save: got "3600"; give seconds and changes, for example "3600 1"');
  expect(() => deriveSettings(demoSpec({ persistence: { appendfsync: 'no' as AppendFsync } })))
    .toThrow('persistence.appendfsync: got "no"; use one of everysec, always');
});
