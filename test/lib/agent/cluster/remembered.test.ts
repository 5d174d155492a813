import { remembered } from '../../../../lib/agent/cluster/remembered';
import type { Situation } from '../../../../lib/agent/situation';
import { linked, memory } from '../situations';
import { clusterPeer, inCluster, peersOf } from './cluster-situations';

const seen = (over: Partial<Situation> = {}, role: 'primary' | 'replica' = 'replica') =>
  remembered(inCluster('shard-2-2', { now: 5000, ...over }), 'some-deployment', role, 9);
const own = (over: Parameters<typeof memory>[0]) => ({ memory: memory({ clusterId: 'id-2-2', ...over }) });

test('what it is, and the data it holds, by its own server', () => {
  const redis = linked('shard-2-1', { replicationId: 'stream', offset: 44, keys: 3 });
  expect(seen({ redis, ...own({ offset: 1, keys: 1, abdicating: true }) })).toEqual({
    deploymentId: 'some-deployment', state: 'initialised', epoch: 9, role: 'replica', abdicating: false, lastGoodAt: 5000,
    clusterId: 'id-2-2', replicationId: 'stream', offset: 44, keys: 3,
  });
});

test('R6: the latest replacement counts, whoever of the shard asked for it', () => {
  const peers = (replacedAt: number) => peersOf('shard-2-2', {
    'shard-2-1': clusterPeer('shard-2-1', { memory: memory({ replacedAt }) }),
    'shard-1-1': clusterPeer('shard-1-1', { memory: memory({ replacedAt: 4999 }) }),
  });
  expect(seen({ ...own({ replacedAt: 100 }), peers: peers(300) }).replacedAt).toBe(300);
  expect(seen({ ...own({ replacedAt: 400 }), peers: peers(300) }).replacedAt).toBe(400);
  expect(seen({ memory: undefined, peers: peers(300) }).replacedAt).toBe(300);
});

test('when it last copied, and last took over, is not forgotten', () => {
  expect(seen(own({ copiedAt: 11, ledAt: 12 }))).toMatchObject({ copiedAt: 11, ledAt: 12 });
});

test('it takes over at the moment at which a replica becomes primary, and only then', () => {
  expect(seen(own({ role: 'replica', ledAt: 12 }), 'primary').ledAt).toBe(5000);
  expect(seen(own({ role: 'primary', ledAt: 12 }), 'primary').ledAt).toBe(12);
  expect(seen(own({ role: 'primary' }), 'primary')).not.toHaveProperty('ledAt');
  expect(seen({ memory: undefined }, 'primary')).not.toHaveProperty('ledAt');
});
