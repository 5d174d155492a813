import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { rolloutTime, stopTiming } from '../../../lib/manifests';

const planOf = (topology: Topology): ReturnType<typeof plan> => plan({
  name: 'cache', engine: Engine.REDIS_8_0, topology, objectives: { rpoSeconds: 5, rtoSeconds: 20 }, failureDomains: 3,
});

test('a rollout has time for every pod to use all of its grace', () => {
  const sentinel = planOf(Topology.sentinel());
  const { startSeconds, rollSeconds } = rolloutTime(sentinel, 'RollingUpdate');
  expect(startSeconds).toBeGreaterThanOrEqual(900);
  expect(rollSeconds).toBeGreaterThan(3 * stopTiming(sentinel, 'RollingUpdate').graceSeconds + startSeconds);
});

test('shards take turns, so a Cluster has longer', () => {
  const of = (shards: number): number => rolloutTime(planOf(Topology.cluster({ shards, replicas: 1 })), 'RollingUpdate').rollSeconds;
  expect(of(6)).toBeGreaterThan(2 * of(3) - 600);
});
