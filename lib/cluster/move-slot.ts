import { isReply, type RedisLink } from '../redis';

/** What a slot move needs of one end. */
export interface SlotEnd {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** As the agent user, for CLUSTER. */
  readonly control: RedisLink;
  /** As the migration user, for MIGRATE; its timeout covers the largest key. */
  readonly data: RedisLink;
}

export interface SlotTask {
  readonly slot: number;
  readonly from: SlotEnd;
  readonly to: SlotEnd;
  /** The other primaries, to be told last. */
  readonly others: RedisLink[];
  readonly user: string;
  readonly password: string;
  readonly batch: Batch;
  /** It was begun with another giver, which failed over since. */
  readonly changed?: boolean;
}

/** How many keys go at once: MIGRATE blocks both ends, so it is held to some tens of milliseconds. */
export interface Batch {
  keys: number;
}

const MOST_KEYS = 200;
const TARGET_MS = 30;
/** A single key may be large; the engine gives up after this, in milliseconds. */
export const MIGRATE_TIMEOUT_MS = 60_000;

/**
 * Moves one slot and what is in it. Each step may be repeated, so one that was interrupted is moved by the same call.
 *
 * A giver that failed over has lost its mark and answered for keys that had gone already as if there were none: what was
 * written there then is younger and less than what arrived. So of a key that is at both ends the one that arrived stays.
 * The taker's mark goes on naming the giver before, by which a run after this one still knows.
 *
 * @returns how many keys moved
 */
export async function moveSlot(task: SlotTask): Promise<number> {
  const { slot, from, to } = task;
  if (!task.changed) {
    await to.control.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from.id).catch(ignoring(/already the owner/i));
  }
  await from.control.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id);
  let moved = 0;
  const arrived = new Set<string>();
  for (;;) {
    const listed = (await from.control.call('CLUSTER', 'GETKEYSINSLOT', slot, task.batch.keys + arrived.size)) as string[];
    const keys = listed.filter((key) => !arrived.has(key));
    if (keys.length === 0) {
      break;
    }
    if (task.changed) {
      // One by one: a refusal does not say which key it is about.
      for (const key of keys) {
        await migrate(task, [key], []).catch(ignoring(/BUSYKEY/)).then(() => arrived.add(key));
      }
    } else {
      // What an interrupted attempt left there is older, since a key that is still here is only written here.
      await migrate(task, keys, ['REPLACE']);
    }
    moved += keys.length;
  }
  await settle(task);
  return moved;
}

/** The one that takes it first: were the giver told first and the taker died, nobody would own it. */
async function settle({ slot, from, to, others, changed }: SlotTask): Promise<void> {
  await to.control.call('CLUSTER', 'SETSLOT', slot, 'NODE', to.id);
  // A giver that still holds keys refuses; when it hears of the taker's later epoch it drops them by itself.
  await from.control.call('CLUSTER', 'SETSLOT', slot, 'NODE', to.id).catch(changed ? ignoring(/still hold keys/i) : rethrow);
  // Gossip would tell them as well; this spares clients a redirection.
  await Promise.all(others.map((link) => link.call('CLUSTER', 'SETSLOT', slot, 'NODE', to.id).catch(() => undefined)));
}

async function migrate({ from, to, user, password, batch }: SlotTask, keys: string[], how: string[]): Promise<void> {
  const began = Date.now();
  await from.data.call('MIGRATE', to.host, to.port, '', 0, MIGRATE_TIMEOUT_MS, ...how, 'AUTH2', user, password,
    'KEYS', ...keys);
  const took = Math.max(1, Date.now() - began);
  batch.keys = Math.max(1, Math.min(MOST_KEYS, Math.round((keys.length * TARGET_MS) / took), batch.keys * 2));
}

function rethrow(failure: unknown): void {
  throw failure;
}

function ignoring(pattern: RegExp): (failure: unknown) => void {
  return (failure) => {
    if (!isReply(failure) || !pattern.test((failure as Error).message)) {
      throw failure;
    }
  };
}
