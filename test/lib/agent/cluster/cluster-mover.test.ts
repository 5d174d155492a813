import { ClusterMover } from '../../../../lib/agent/cluster/cluster-mover';
import type { Links } from '../../../../lib/agent/links';
import { FakeLink, Refusal } from '../fake-link';
import { linked, memory, settings } from '../situations';
import { clusterPeer, inCluster, peersOf } from './cluster-situations';

let failovers = 0;
let refusals = 0;
beforeEach(() => { failovers = 0; });

function mover(): ClusterMover {
  const target = new FakeLink((command) => {
    if (command !== 'CLUSTER FAILOVER') {
      return `role:${failovers > refusals ? 'master' : 'slave'}\r\n`;
    }
    failovers += 1;
    if (failovers <= refusals) {
      throw new Refusal('ERR Master is down or failed, please use CLUSTER FAILOVER FORCE');
    }
    return 'OK';
  });
  return new ClusterMover('shard-1-1', settings, { redis: new Map([['shard-1-2', target.link]]) } as unknown as Links, () => undefined);
}

test('R9: the replica is asked, and asked again when it could not', async () => {
  refusals = 1;
  expect(await mover().handOver(undefined, inCluster('shard-1-1'))).toEqual({ ok: true, detail: 'handed over', to: 'shard-1-2' });
  expect(failovers).toBe(2);
});

test('R9: only to a replica of this shard whose link is up', async () => {
  refusals = 0;
  expect(await mover().handOver('shard-2-2', inCluster('shard-1-1'))).toEqual({
    ok: false, detail: 'shard-2-2 cannot take over from shard-1-1; shard-1-2 can',
  });
  const cut = { 'shard-1-2': clusterPeer('shard-1-2', { redis: linked('shard-1-1', { linkUp: false }) }) };
  expect(await mover().handOver(undefined, inCluster('shard-1-1', { peers: peersOf('shard-1-1', cut) })))
    .toEqual({ ok: false, detail: 'no replica of this shard is linked' });
  const full = { 'shard-1-2': clusterPeer('shard-1-2', { storage: 'the data volume is full' }) };
  expect(await mover().handOver(undefined, inCluster('shard-1-1', { peers: peersOf('shard-1-1', full) }))).toMatchObject({ ok: false });
  expect(failovers).toBe(0);
});

test('R9: who led a moment ago rests before it is asked, so that no write pauses for it', async () => {
  refusals = 0;
  const ledAt = Date.now() - Math.max(4 * settings.nodeTimeoutSeconds * 1000, 4000) + 300;
  const led = { 'shard-1-2': clusterPeer('shard-1-2', { memory: memory({ clusterId: 'id-1-2', ledAt }) }) };
  const handingOver = mover().handOver(undefined, inCluster('shard-1-1', { peers: peersOf('shard-1-1', led) }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(failovers).toBe(0);
  expect(await handingOver).toMatchObject({ ok: true });
});
