import { decideCluster } from '../../../../lib/agent/cluster/decide-cluster';
import { REPLACE_PERIOD_MS } from '../../../../lib/agent/cluster/decide-silent';
import { memory, settings } from '../situations';
import { clusterPeer, inCluster, peersOf } from './cluster-situations';

const gone = { redis: undefined, cluster: undefined };
const died = { processId: 42, at: 999_950 };

test('R6: who died as primary abdicates and has itself replaced', () => {
  expect(decideCluster(inCluster('shard-1-1', { ...gone, died }))).toMatchObject({ replaceDead: true, remember: { abdicating: true } });
});

test('R6: a replica\'s death is nobody\'s business', () => {
  expect(decideCluster(inCluster('shard-1-2', { ...gone, died }))).toEqual({ phase: 'waiting', reason: 'Redis does not answer' });
});

test('R6: once in ten minutes and shard, whoever asked', () => {
  const asked = memory({ clusterId: 'id-1-2', replacedAt: 1_000_000 - REPLACE_PERIOD_MS + 1 });
  const limited = decideCluster(inCluster('shard-1-1', { ...gone, died, peers: peersOf('shard-1-1', { 'shard-1-2': clusterPeer('shard-1-2', { memory: asked }) }) }));
  expect(limited.replaceDead).toBeUndefined();
  expect(limited.remember).toMatchObject({ abdicating: true });
  const again = decideCluster(inCluster('shard-1-1', {
    ...gone, died, memory: memory({ clusterId: 'id-1-1', role: 'primary', replacedAt: 1_000_000 - REPLACE_PERIOD_MS - 1 }),
  }));
  expect(again.replaceDead).toBe(true);
});

test('R6: a death of long ago is the engine\'s', () => {
  expect(decideCluster(inCluster('shard-1-1', { ...gone, died: { processId: 42, at: 990_000 } })).replaceDead).toBeUndefined();
});

test('R7: a process that hangs for the node timeout, or was replaced meanwhile, is killed', () => {
  const since = 1_000_000 - settings.nodeTimeoutSeconds * 1000;
  const hanging = (began: number, over = {}) => decideCluster(inCluster('shard-1-1', { ...gone, unresponsive: { processId: 42, since: began }, ...over }));
  expect(hanging(since)).toMatchObject({ killRedis: true, remember: { abdicating: true } });
  expect(hanging(since + 100).killRedis).toBeUndefined();
  const replaced = { ...inCluster('shard-1-1').view, majority: { node: 'shard-1-2', epoch: 7 } };
  expect(hanging(999_900, { view: replaced })).toMatchObject({ killRedis: true });
});

test('R6: once another one leads at a later epoch, nobody is asked', () => {
  const replaced = { ...inCluster('shard-1-1').view, majority: { node: 'shard-1-2', epoch: 9 } };
  expect(decideCluster(inCluster('shard-1-1', { ...gone, died, view: replaced })).replaceDead).toBeUndefined();
});

test('a pause stops what is for speed: it is not replaced at once, and still killed when it hangs', () => {
  expect(decideCluster(inCluster('shard-1-1', { ...gone, died, pausedUntil: 2_000_000 })).replaceDead).toBeUndefined();
  expect(decideCluster(inCluster('shard-1-1', { ...gone, died, pausedUntil: 999_000 })).replaceDead).toBe(true);
  expect(decideCluster(inCluster('shard-1-1', { ...gone, unresponsive: { processId: 42, since: 0 }, pausedUntil: 2_000_000 })).killRedis).toBe(true);
});

test('R6: the limit of its shard is every node\'s to remember', () => {
  const peers = peersOf('shard-1-2', { 'shard-1-1': clusterPeer('shard-1-1', { memory: memory({ clusterId: 'id-1-1', replacedAt: 999_000 }) }) });
  expect(decideCluster(inCluster('shard-1-2', { peers })).remember).toMatchObject({ replacedAt: 999_000 });
});
