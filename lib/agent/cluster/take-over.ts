import { newer } from '../data-set';
import type { Memory } from '../memory';
import type { Situation } from '../situation';
import { memberById, myself } from './members';

/** A replica without a primary that can come back: whether it asks to lead now, and why, or why not. */
export interface TakeOver {
  readonly ask: boolean;
  readonly reason: string;
}

/**
 * Whether this replica should ask for the votes to lead its shard now; undefined while that is not the question. The engine
 * itself elects only after the death of a primary that a majority has seen failing, and only a replica that was linked lately.
 */
export function takeOver(situation: Situation): TakeOver | undefined {
  const { redis, peers, cluster, outageSince, now, settings } = situation;
  const me = myself(situation);
  const primary = memberById(cluster!, me?.primaryId);
  if (!me?.primaryId || redis?.role !== 'replica' || redis.linkUp || redis.copying) {
    return undefined;
  }
  const claimed = redis.source === undefined ? undefined : peers[redis.source]?.cluster?.id;
  const replaced = claimed !== undefined && claimed !== me.primaryId;
  const graceOver = outageSince > 0 && now - outageSince > settings.startGraceSeconds * 1000;
  const outage = graceOver && (primary === undefined || primary.flags.includes('fail') || primary.flags.includes('noaddr'));
  if (!replaced && !outage) {
    return undefined;
  }
  const lacks = whatItLacks(situation, graceOver);
  if (lacks !== '') {
    return { ask: false, reason: lacks };
  }
  return {
    ask: true, reason: replaced
      ? `${redis.source} has lost its volume and its successor is empty; this node holds the newest data of the shard`
      : 'the primary of this shard has not come back within the start grace; this node holds the newest data of those that answer',
  };
}

/** What keeps it from leading; empty when nothing does. */
function whatItLacks(situation: Situation, graceOver: boolean): string {
  const { dataNodes, node, memory, peers, redis, cluster } = situation;
  const me = myself(situation)!;
  const silent = dataNodes.filter((name) => name !== node && peers[name]?.cluster === undefined);
  const anyData = dataNodes.find((name) => peers[name]?.memory?.state === 'initialised');
  if (memory?.state !== 'initialised') {
    // It has never held anything, so it may lead only a shard that never did either.
    const first = dataNodes.find((name) => name === node || peers[name]?.cluster?.primaryId === me.primaryId);
    return silent.length > 0 ? `this node has no data yet; waiting for ${silent.join(', ')}`
      : anyData !== undefined ? `this node has no data yet; ${anyData} has` : first === node ? '' : `${first} goes first`;
  }
  // A data set is as new as the epoch its primary led at: who did not hear of that epoch lacks what was written in it.
  const epoch = memberById(cluster!, me.primaryId)?.configEpoch ?? me.configEpoch;
  if (memory.epoch < epoch) {
    return `newer data is elsewhere: ${redis?.source ?? me.primaryId} led at epoch ${epoch}, this node has the data of epoch `
      + `${memory.epoch}; bring back ${redis?.source ?? 'that node'} or a replica of it`;
  }
  const better = newestElsewhere(situation);
  if (better !== undefined) {
    return `newer data is at ${better}`;
  }
  return silent.length > 0 && !graceOver ? `no word from ${silent.join(', ')} yet, where newer data may be` : '';
}

/** Another node of the shard with its data that has newer ones, or the same and comes first. */
function newestElsewhere({ dataNodes, node, peers, memory }: Situation): string | undefined {
  const mine = dataNodes.indexOf(node);
  return dataNodes.find((name, index) => {
    const theirs = peers[name];
    if (name === node || theirs?.memory?.state !== 'initialised' || theirs.memory.clusterId !== theirs.cluster?.id) {
      return false;
    }
    return newer(theirs.memory, memory!) || (index < mine && sameData(memory!, theirs.memory));
  });
}

function sameData(a: Memory, b: Memory): boolean {
  return a.epoch === b.epoch && a.replicationId === b.replicationId && a.offset === b.offset;
}
