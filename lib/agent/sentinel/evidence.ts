import { intact, newer } from '../data-set';
import type { Memory } from '../memory';
import type { RedisState, Situation } from '../situation';

/** What is known about which node holds the newest data when nobody is primary (rule R5). */
export interface Evidence {
  /** The node that may become primary, when the evidence suffices. */
  readonly newest?: string;
  readonly why: string;
}

interface Witness {
  readonly node: string;
  readonly memory?: Memory;
  readonly redis?: RedisState;
}

/** Can this node become primary without asking agents, or is it one already? */
export function standing(redis: RedisState | undefined): boolean {
  return redis !== undefined && (redis.role === 'primary' || redis.priority > 0);
}

/** True when this node is no primary and no other data node that answers is one or may be promoted by Sentinel. */
export function inOutage(situation: Situation): boolean {
  return situation.view.majority !== undefined && upright(situation) === undefined
    && situation.redis?.role !== 'primary';
}

/** Which node holds the newest data, and whether enough nodes have said so. */
export function weigh(situation: Situation): Evidence {
  const named = situation.view.majority;
  if (!named) {
    return { why: 'no Sentinel majority is reachable' };
  }
  if (orderStands(situation, named)) {
    return { newest: named.node, why: `ordered by ${situation.order!.by}` };
  }
  const other = upright(situation);
  if (other) {
    return { why: `${other} is primary or can be promoted by Sentinel` };
  }
  const all = witnesses(situation);
  const best = newest(all);
  if (!best) {
    return { why: 'no reachable node holds data of this deployment' };
  }
  const configured = situation.dataNodes.length;
  if (all.length === configured) {
    return { newest: best.node, why: `all ${configured} data nodes answered, ${best.node} holds the newest: ${describe(best)}` };
  }
  const missing = situation.dataNodes.filter((node) => !all.some((witness) => witness.node === node));
  const waited = situation.outageSince > 0 ? (situation.now - situation.outageSince) / 1000 : 0;
  if (waited < situation.settings.startGraceSeconds) {
    return { why: `waiting for ${missing.join(', ')}, up to ${situation.settings.startGraceSeconds} s (start grace)` };
  }
  if (missing.includes(named.node) && !situation.view.majorityDown) {
    return { why: `${named.node} does not answer its peers, but Sentinels still reach it` };
  }
  if (all.length < Math.ceil(configured / 2)) {
    return { why: `only ${all.length} of ${configured} data nodes answered` };
  }
  // An order raises the epoch before anybody has written in it; a failover does not.
  if (best.memory!.epoch < named.epoch && situation.order?.epoch !== named.epoch) {
    return {
      why: `${best.node} knows epoch ${best.memory!.epoch}, Sentinels are at ${named.epoch}: newer data is on ${missing.join(', ')}; `
        + '`redis-ha promote --evidence` if that is gone for good',
    };
  }
  return { newest: best.node, why: `after the start grace ${best.node} holds the newest of those that answered: ${describe(best)}` };
}

/**
 * An order says who begins, until that one remembers that it has begun, or its Redis is silent; from then on evidence counts
 * again: a primary by order dies like any other (rules R2, R3). Others are at the order's epoch sooner, by following whoever is
 * about to begin: their word says nothing against it.
 */
function orderStands({ order, memory, node, peers }: Situation, named: { node: string; epoch: number }): boolean {
  const first = named.node === node ? { memory, redis: true } : peers[named.node];
  return order !== undefined && order.epoch === named.epoch && order.primary === named.node
    && first?.redis !== undefined && (first.memory?.epoch ?? 0) < order.epoch;
}

function upright(situation: Situation): string | undefined {
  return witnesses(situation).find(({ node, redis }) => node !== situation.node && standing(redis))?.node;
}

function witnesses(situation: Situation): Witness[] {
  return situation.dataNodes.flatMap((node): Witness[] => {
    if (node === situation.node) {
      return [{ node, memory: situation.memory, redis: situation.redis }];
    }
    const peer = situation.peers[node];
    return peer ? [{ node, memory: peer.memory, redis: peer.redis }] : [];
  });
}

function newest(all: Witness[]): Witness | undefined {
  return all
    .filter((witness) => intact(witness.memory, witness.redis))
    .reduce<Witness | undefined>((best, witness) => (best && !newer(witness.memory!, best.memory!) ? best : witness), undefined);
}

function describe({ memory }: Witness): string {
  return `epoch ${memory!.epoch}, ${memory!.role}, offset ${memory!.offset}`;
}
