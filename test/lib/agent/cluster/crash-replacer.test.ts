import { CrashReplacer } from '../../../../lib/agent/cluster/crash-replacer';
import type { Links } from '../../../../lib/agent/links';
import type { Memory, MemoryFile } from '../../../../lib/agent/memory';
import type { PeerState, RedisState, Situation } from '../../../../lib/agent/situation';
import { FakeLink } from '../fake-link';
import { linked, memory } from '../situations';
import { clusterPeer, inCluster, peersOf } from './cluster-situations';

const desired = { phase: 'waiting' as const, reason: 'test', replaceDead: true };
const died = { redis: undefined, cluster: undefined, died: { processId: 42, at: 999_950 } };

function replacer(heard: string[]): CrashReplacer {
  let asked = false;
  const link = new FakeLink((command) => {
    asked ||= command === 'CLUSTER FAILOVER FORCE';
    return command.startsWith('CLUSTER') ? 'OK' : `role:${asked ? 'master' : 'slave'}\r\nmaster_host:10.0.1.1\r\nmaster_port:6379\r\n`
      + 'master_link_status:down\r\nslave_repl_offset:5\r\nmaster_replid:r\r\nmaster_sync_in_progress:0\r\n';
  }, heard);
  const file = {
    get: () => memory({ role: 'primary' }),
    save: (next: Memory) => { heard.push(`abdicating ${next.abdicating} at ${next.replacedAt}`); return Promise.resolve(); },
  };
  return new CrashReplacer({ redis: new Map([['shard-1-2', link.link]]) } as unknown as Links, file as unknown as MemoryFile, () => undefined);
}

/** Its replica has the stream that the dead one wrote. */
function healthy(replica: Partial<RedisState> = {}, over: Partial<PeerState> = {}): Situation {
  const redis = linked('shard-1-1', { replicationId: 'r', ...replica });
  return inCluster('shard-1-1', { ...died, peers: peersOf('shard-1-1', { 'shard-1-2': clusterPeer('shard-1-2', { redis, ...over }) }) });
}

const asks = (heard: string[]): number => heard.filter((line) => line === 'CLUSTER FAILOVER FORCE').length;
const settled = () => new Promise((resolve) => setTimeout(resolve, 300));

test('R6: first it is written down, then one replica is asked, once for each death', async () => {
  const heard: string[] = [];
  const one = replacer(heard);
  one.act(healthy(), desired);
  one.act(healthy(), desired);
  await settled();
  expect(heard[0]).toBe('abdicating true at 1000000');
  expect(asks(heard)).toBe(1);
});

test('R6: nobody is asked who did not copy from this node, or has another data set', async () => {
  const heard: string[] = [];
  const strangers = { 'shard-1-2': clusterPeer('shard-1-2', { memory: memory({ clusterId: 'id-1-2', deploymentId: 'other', role: 'replica' }) }) };
  replacer(heard).act(inCluster('shard-1-1', { ...died, peers: peersOf('shard-1-1', strangers) }), desired);
  replacer(heard).act(healthy(), { ...desired, replaceDead: undefined });
  await settled();
  expect(asks(heard)).toBe(0);
});

test('R6: a replica that was withdrawn, copies, has another stream, a bad disk, or copied just now is not asked', async () => {
  const heard: string[] = [];
  const mine = { clusterId: 'id-1-2', epoch: 1, role: 'replica' as const };
  const unfit = [
    healthy({ priority: 0 }), healthy({ copying: true }), healthy({ replicationId: 'other' }), healthy({ source: 'shard-1-3' }),
    healthy({}, { storage: 'the data volume is full' }), healthy({}, { memory: memory({ ...mine, copiedAt: 995_000 }) }),
    healthy({}, { memory: memory({ ...mine, clusterId: 'what it was before' }) }),
  ];
  unfit.forEach((each) => replacer(heard).act(each, desired));
  await settled();
  expect(heard).toEqual([]);
  replacer(heard).act(healthy({}, { memory: memory({ ...mine, copiedAt: 980_000 }) }), desired);
  await settled();
  expect(asks(heard)).toBe(1);
});
