import type { Memory } from '../memory';
import type { Situation } from '../situation';

/** What a member of the Cluster in good standing remembers. */
export function remembered(
  { memory, cluster, redis, now, dataNodes, peers }: Situation, deploymentId: string, role: 'primary' | 'replica', epoch: number,
): Memory {
  // When its shard last asked for one at once is every node's to know: whoever leads next is held to it, too (rule R6).
  const replacedAt = Math.max(...[memory, ...dataNodes.map((name) => peers[name]?.memory)].map((each) => each?.replacedAt ?? 0));
  const ledAt = role === 'primary' && memory?.role === 'replica' ? now : memory?.ledAt;
  return {
    deploymentId, state: 'initialised', epoch, role, abdicating: false, lastGoodAt: now, clusterId: cluster!.myId,
    replicationId: redis!.replicationId, offset: redis!.offset, keys: redis!.keys,
    ...(replacedAt === 0 ? {} : { replacedAt }),
    ...(memory?.copiedAt === undefined ? {} : { copiedAt: memory.copiedAt }),
    ...(ledAt === undefined ? {} : { ledAt }),
  };
}
