import type { RedisLink } from '../redis';
import type { ShardPrimary } from './cluster-map';
import { SLOTS } from './slot-ranges';

/** Keys at a primary that does not own their slot: on their way to it, or left there. Clients do not see them. */
export interface Stray {
  readonly slot: number;
  readonly shard: number;
  readonly keys: number;
}

/** How many questions are under way at once. */
const AT_ONCE = 1024;

/** Slots that some primary has a mark about. */
export function markedSlots(primaries: ShardPrimary[]): number[] {
  const marks = primaries.flatMap(({ importing, migrating }) => [...Object.keys(importing), ...Object.keys(migrating)]);
  return [...new Set(marks.map(Number))];
}

/**
 * Asks every primary about slots that are not its own.
 *
 * @param among @default - every slot
 * @throws Error when one does not answer
 */
export async function findStrays(
  primaries: ShardPrimary[], links: Map<string, RedisLink>, among = everySlot(),
): Promise<Stray[]> {
  const found = await Promise.all(primaries.map(async ({ shard, node, slots }) => {
    const own = new Set(slots);
    const foreign = among.filter((slot) => !own.has(slot));
    const strays: Stray[] = [];
    for (let begin = 0; begin < foreign.length; begin += AT_ONCE) {
      const some = foreign.slice(begin, begin + AT_ONCE);
      const counts = await Promise.all(some.map((slot) => links.get(node)!.call('CLUSTER', 'COUNTKEYSINSLOT', slot)));
      counts.forEach((keys, index) => Number(keys) > 0 && strays.push({ slot: some[index]!, shard, keys: Number(keys) }));
    }
    return strays;
  }));
  return found.flat();
}

function everySlot(): number[] {
  return Array.from({ length: SLOTS }, (_, slot) => slot);
}

/** Why the Cluster cannot be called even yet, empty when it can: keys nobody can read are not left behind in silence. */
export function whyKeysAreLeft(strays: Stray[], primaries: ShardPrimary[]): string {
  const [first] = strays;
  if (!first) {
    return '';
  }
  const holder = primaries.find(({ shard }) => shard === first.shard)!;
  const owner = primaries.find(({ slots }) => slots.includes(first.slot))!;
  const keys = strays.reduce((sum, each) => sum + each.keys, 0);
  return `${keys} keys are left on nodes that do not own their slots, the first on ${holder.node}: ${first.keys} of slot ${first.slot}, `
    + `which shard ${owner.shard} owns (${owner.node}), and no mark says which of them is newer. If ${holder.node} was to take the `
    + `slot, say CLUSTER SETSLOT ${first.slot} IMPORTING ${owner.id} there and run this again; do not remove its shard before`;
}
