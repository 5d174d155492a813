import { asRanges, slotsIn } from '../../cluster/slot-ranges';
import { slotProblems } from '../slot-coverage';
import { members } from './arrange-cluster';
import type { Look } from './look';
import type { Arrangement } from './shard-nodes';

/** Who had which slots at one moment. */
export interface Ownership {
  readonly owners: readonly Owner[];
  /** Why this is no moment to take a backup at: slots without an owner or on the move. */
  readonly problems: string[];
}

interface Owner {
  readonly shard: number;
  /** Names of the primary and of its replicas; the shard stays the same when one of these takes over. */
  readonly ids: string[];
  readonly id: string;
  readonly name: string;
  readonly epoch: number;
  readonly slots: readonly number[];
}

/** What the members of a Cluster themselves say about its slots. */
export function slotOwnership(look: Look, arrangement: Arrangement): Ownership {
  const all = members(look.nodes);
  const owners = arrangement.shards.map(({ shard, slots, primary }) => {
    const { me } = all.find(({ node }) => node === primary)!;
    const followers = primary!.cluster!.filter(({ primaryId }) => primaryId === me.id);
    const ids = [me.id, ...followers.map(({ id }) => id)];
    return { shard, id: me.id, ids, name: primary!.name, epoch: me.configEpoch, slots: slotsIn(slots) };
  });
  const moving = all.flatMap(({ node, me }) => [
    ...Object.keys(me.migrating).map((slot) => `slot ${slot} is on its way out of ${node.name}`),
    ...Object.keys(me.importing).map((slot) => `slot ${slot} is on its way into ${node.name}`),
  ]);
  return { owners, problems: [...slotProblems(arrangement.shards), ...moving] };
}

/**
 * What moved between two moments; empty when every slot stayed with its shard all the time. A slot that left and came back
 * shows in its owner's epoch; where a replica took over its own shard meanwhile that cannot be told, so that counts as a move.
 */
export function slotsMoved(before: Ownership, after: Ownership): string[] {
  const moved = before.owners.flatMap((owner) => {
    const now = after.owners.find(({ id }) => owner.ids.includes(id));
    if (now === undefined) {
      return [`${owner.name} and its replicas own no slots any more`];
    }
    const lost = without(owner.slots, now.slots);
    const gained = without(now.slots, owner.slots);
    if (lost.length + gained.length > 0) {
      return [
        ...(lost.length > 0 ? [`${text(lost)} left ${owner.name}`] : []),
        ...(gained.length > 0 ? [`${text(gained)} came to ${owner.name}`] : []),
      ];
    }
    if (now.id !== owner.id) {
      return [`${now.name} took over from ${owner.name}, and a slot that left and came back meanwhile would not show`];
    }
    return now.epoch !== owner.epoch
      ? [`the slots of ${owner.name} changed hands and came back (its epoch went from ${owner.epoch} to ${now.epoch})`] : [];
  });
  const fresh = after.owners.filter(({ id }) => !before.owners.some(({ ids }) => ids.includes(id))).map(({ name }) => `${name} owns slots now`);
  return [...moved, ...fresh, ...after.problems];
}

function without(slots: readonly number[], others: readonly number[]): number[] {
  const gone = new Set(others);
  return slots.filter((slot) => !gone.has(slot));
}

function text(slots: number[]): string {
  const ranges = asRanges(slots).map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`));
  return `slot${slots.length > 1 ? 's' : ''} ${ranges.slice(0, 5).join(', ')}${ranges.length > 5 ? ' and more' : ''}`;
}
