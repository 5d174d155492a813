import { intact, newer } from '../data-set';
import type { Memory } from '../memory';
import type { PeerState } from '../situation';

/** What an operator asks for. */
export interface FailoverWish {
  /** The node that should be primary; the one with the newest data when undefined. */
  readonly to?: string;
  /** Also while the primary lives, and also to a node with older data. */
  readonly force?: boolean;
}

/** What is known when somebody has to be named. */
export interface Standing {
  /** What the agents of the data nodes that answer said, the asking one included. */
  readonly states: Record<string, PeerState>;
  /** The node that is named now. */
  readonly primary: string;
  /** The other data nodes; of equals the first is named, so those that copy from the primary itself come first. */
  readonly others: string[];
  /** A link that was silent for longer says nothing about the other end. */
  readonly maxLagSeconds: number;
}

/** Whom to name instead of a primary that is gone, or why nobody. */
export interface Choice {
  readonly node?: string;
  /** Nobody is named because of a link that may be up only because nobody has noticed yet. */
  readonly perhapsGone?: boolean;
  /** Nobody else is named because the named one is on its way. */
  readonly aboutToLead?: boolean;
  /** Why nobody is named; or, when somebody is, what should be known about it. */
  readonly why: string;
}

/** Names the node with the newest data, or the one that is wished for where that loses nothing more. */
export function chooseSuccessor(standing: Standing, wish: FailoverWish): Choice {
  const { states, others } = standing;
  const alive = signOfLife(standing);
  if (alive && !wish.force) {
    return { ...alive, why: `${alive.why}: hand over instead, or use force` };
  }
  const holders = others.filter((name) => states[name] !== undefined && whole(states[name]));
  // One whose disk cannot be written would refuse writes as primary (rule R13).
  const sound = holders.filter((name) => states[name]!.storage === undefined);
  const able = wish.force && (sound.length === 0 || (wish.to !== undefined && holders.includes(wish.to))) ? holders : sound;
  const best = newestOf(able, states);
  if (best === undefined) {
    return { why: holders.length === 0 ? 'no node that answers holds a whole copy of the data'
      : `${holders.map((name) => `${name}: ${states[name]!.storage}`).join('; ')}: repair it, or use force` };
  }
  if (wish.to === undefined || wish.to === best) {
    const most = newestOf(holders, states)!;
    return { node: best, why: `${best} holds the newest data of ${able.join(', ')}${
      newer(effective(states[most]!), effective(states[best]!)) ? `; ${most} holds newer data but ${states[most]!.storage}` : ''}` };
  }
  if (!able.includes(wish.to)) {
    return { why: `${wish.to} holds no whole copy of the data, or its agent does not answer; ${able.join(', ')} can be named` };
  }
  const older = newer(effective(states[best]!), effective(states[wish.to]!));
  return older && !wish.force
    ? { why: `${wish.to} is older than ${best}: name that one, or use force and lose what only it holds` }
    : { node: wish.to, why: older ? `${wish.to} is older than ${best}, by force` : `${wish.to} holds the newest data` };
}

/** Of equals the first. */
function newestOf(names: string[], states: Record<string, PeerState>): string | undefined {
  return names.reduce<string | undefined>((leader, name) =>
    (leader !== undefined && !newer(effective(states[name]!), effective(states[leader]!)) ? leader : name), undefined);
}

/** Why the primary must be taken for alive; undefined when nothing says so. */
function signOfLife({ states, primary, maxLagSeconds }: Standing): Choice | undefined {
  if (states[primary]?.redis?.role === 'primary') {
    return { why: `${primary} lives` };
  }
  const named = states[primary];
  if (named !== undefined) {
    // Named a moment ago, or back after a crash: it leads in a moment. One with older data than others will not.
    const behind = Object.values(states).some(({ memory }) => memory?.state === 'initialised' && memory.epoch > (named.memory?.epoch ?? 0));
    return whole(named) && !behind ? { why: `${primary} is named, holds its data and is about to lead`, aboutToLead: true } : undefined;
  }
  const witness = Object.keys(states).find((name) => {
    const redis = states[name]!.redis;
    return redis?.role === 'replica' && redis.source === primary && redis.linkUp && redis.staleSeconds <= maxLagSeconds;
  });
  return witness === undefined ? undefined
    : { why: `the agent of ${primary} does not answer, but ${witness} still hears its Redis`, perhapsGone: true };
}

/** One that is receiving a full copy still holds what it had: only loading it replaces that. */
function whole({ memory, redis }: PeerState): boolean {
  return intact(memory, redis) && redis !== undefined && !redis.loading && !(redis.keys === 0 && memory!.keys > 0);
}

/** A memory is written several times a second; a server that still holds the same stream knows better. */
function effective({ memory, redis }: PeerState): Memory {
  return redis && redis.replicationId === memory!.replicationId && redis.offset > memory!.offset
    ? { ...memory!, offset: redis.offset } : memory!;
}
