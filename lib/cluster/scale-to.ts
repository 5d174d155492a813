import { Engine, UserName } from '../model';
import { replicationPort, type DeploymentPlan } from '../plan';
import type { RedisLink } from '../redis';
import { migrateAtomically } from './atomic-migration';
import { readPrimaries, type ShardPrimary } from './cluster-map';
import { memoryOf, whyItDoesNotFit } from './fits';
import { moveSlot, type Batch, type SlotEnd } from './move-slot';
import { movesToEven, type SlotMove } from './moves';
import { findStrays, markedSlots, whyKeysAreLeft, type Stray } from './strays';
import { unfinished } from './unfinished';

/** Connections to every data node, by node name. */
export interface ScaleLinks {
  /** As the agent user. */
  readonly agent: Map<string, RedisLink>;
  /** As the migration user, with a timeout above `MIGRATE_TIMEOUT_MS`. */
  readonly migration: Map<string, RedisLink>;
  /** Password of the migration user: nodes that give keys log in with it at those that take them. */
  readonly password: string;
  /** Real address of every node. */
  readonly addresses: Record<string, string>;
}

/** How far it is. */
export interface ScaleProgress {
  readonly moved: number;
  readonly of: number;
  readonly keys: number;
  readonly from: number;
  readonly to: number;
}

export interface ScaleOptions {
  readonly onProgress?: (progress: ScaleProgress) => void;
}

export interface ScaleResult {
  /** Slots that changed their shard. */
  readonly moved: number;
  readonly keys: number;
  /** Nodes of shards that have no slots left, in the plan's order. */
  readonly drained: string[];
}

/** Slots under way at once; their commands share connections, their keys go one batch after the other. */
const AT_ONCE = 4;
/** Failovers meanwhile change who gives and takes: the plan is made again until nothing has moved for so long. */
const PATIENCE_MS = 30_000;
/** Short: until a new giver has its mark, it answers for keys that have gone already as if there were none. */
const REST_MS = 250;
const ATOMIC_MS = 3_600_000;

/**
 * Moves slots until shards 1 to `shards` have an even share and no other has any. Clients go on meanwhile. What an
 * interrupted run left half way is finished first; running it again is always safe.
 *
 * @param plan with every node involved: to scale out the new plan, to scale in the old one
 * @throws Error when a shard has no primary, when the data would not fit, when no slot moved for 30 s, or when keys are left on
 * a node that does not own their slot and nothing says which of both has the newer ones
 */
export async function scaleTo(
  plan: DeploymentPlan, links: ScaleLinks, shards: number, { onProgress }: ScaleOptions = {},
): Promise<ScaleResult> {
  let moved = 0;
  let keys = 0;
  let movedAt = Date.now();
  for (let begun = false; ; begun = true) {
    const { primaries, strays } = await patiently(() => whereThingsAre(plan, links), begun ? movedAt + PATIENCE_MS : 0);
    const moves = planned(primaries, shards, strays);
    const all = moved + moves.length;
    if (moves.length === 0) {
      const left = whyKeysAreLeft(await findStrays(primaries, links.agent), primaries);
      if (left !== '') {
        throw new Error(left);
      }
      await tidy(primaries, links);
      const drained = plan.nodes.filter(({ shard }) => shard !== undefined && shard > shards).map(({ name }) => name);
      return { moved, keys, drained };
    }
    const memory = await Promise.all(primaries.map((each) => memoryOf(each, links.agent.get(each.node)!)));
    const tight = whyItDoesNotFit(memory, moves);
    if (tight !== '') {
      throw new Error(tight);
    }
    try {
      await carryOut(plan, links, primaries, moves, (count, { from, to }) => {
        moved += 1;
        movedAt = Date.now();
        keys += count;
        onProgress?.({ moved, of: all, keys, from, to });
      });
    } catch (failure) {
      if (Date.now() - movedAt > PATIENCE_MS) {
        throw failure;
      }
      // A primary was replaced meanwhile.
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
    }
  }
}

async function whereThingsAre(plan: DeploymentPlan, links: ScaleLinks): Promise<{ primaries: ShardPrimary[]; strays: Stray[] }> {
  const primaries = await readPrimaries(plan, links.agent, links.addresses);
  return { primaries, strays: await findStrays(primaries, links.agent, markedSlots(primaries)) };
}

async function patiently<T>(ask: () => Promise<T>, deadline: number): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (failure) {
      if (Date.now() > deadline) {
        throw failure;
      }
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
    }
  }
}

/**
 * What was begun first, wherever it goes: keys that are there already would be lost to everybody if it were given up. Then
 * what is left to do; a slot that was on its way to a shard that is to leave is moved on when all is planned again.
 */
export function planned(primaries: ShardPrimary[], shards: number, strays: Stray[] = []): SlotMove[] {
  const begun = unfinished(primaries, strays);
  const after = primaries.map((each) => ({
    shard: each.shard, leaving: each.shard > shards,
    slots: [...each.slots.filter((slot) => !begun.some((move) => move.slot === slot)),
      ...begun.filter(({ to }) => to === each.shard).map(({ slot }) => slot)].sort((a, b) => a - b),
  }));
  return [...begun, ...movesToEven(after).filter(({ slot }) => !begun.some((move) => move.slot === slot))];
}

async function carryOut(
  plan: DeploymentPlan, links: ScaleLinks, primaries: ShardPrimary[], moves: SlotMove[],
  done: (keys: number, move: SlotMove) => void,
): Promise<void> {
  const of = new Map(primaries.map((each) => [each.shard, each]));
  acquainted(primaries, moves);
  if (Engine.of(plan.engine.name).capabilities.atomicSlotMigration) {
    for (const [pair, batch] of byPair(moves)) {
      const [from, to] = pair.split(' ').map(Number);
      await migrateAtomically(links.agent.get(of.get(from!)!.node)!, of.get(to!)!.id, batch, Date.now() + ATOMIC_MS);
      batch.forEach((move) => done(0, move));
    }
    return;
  }
  const end = ({ node, id }: ShardPrimary): SlotEnd => ({
    id, host: links.addresses[node]!, port: replicationPort(plan), control: links.agent.get(node)!,
    data: links.migration.get(node)!,
  });
  const batch: Batch = { keys: 16 };
  const queue = [...moves];
  const worker = async (): Promise<void> => {
    for (let move = queue.shift(); move; move = queue.shift()) {
      const { slot, from, to, changed } = move;
      const others = primaries.filter(({ shard }) => shard !== from && shard !== to).map(({ node }) => links.agent.get(node)!);
      const ends = { from: end(of.get(from)!), to: end(of.get(to)!), others };
      try {
        done(await moveSlot({ slot, ...ends, user: UserName.MIGRATION, password: links.password, batch, changed }), move);
      } catch (failure) {
        // Who leads is asked again before anything else moves.
        queue.length = 0;
        throw failure;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    throw failed.reason;
  }
}

/** @throws Error when the two ends of a move have not heard of each other yet */
function acquainted(primaries: ShardPrimary[], moves: SlotMove[]): void {
  for (const { from, to } of moves) {
    const giver = primaries.find(({ shard }) => shard === from)!;
    const taker = primaries.find(({ shard }) => shard === to)!;
    if (!giver.reaches.includes(taker.id) || !taker.reaches.includes(giver.id)) {
      throw new Error(`${giver.node} and ${taker.node} do not reach each other yet`);
    }
  }
}

function byPair(moves: SlotMove[]): Map<string, SlotMove[]> {
  const pairs = new Map<string, SlotMove[]>();
  moves.forEach((move) => pairs.set(`${move.from} ${move.to}`, [...pairs.get(`${move.from} ${move.to}`) ?? [], move]));
  return pairs;
}

/** Marks of moves that are done: one whose end was told by gossip only keeps its mark. */
async function tidy(primaries: ShardPrimary[], links: ScaleLinks): Promise<void> {
  for (const { node, importing, migrating } of primaries) {
    for (const slot of [...Object.keys(importing), ...Object.keys(migrating)]) {
      await links.agent.get(node)!.call('CLUSTER', 'SETSLOT', slot, 'STABLE').catch(() => undefined);
    }
  }
}
