import type { Cluster, Redis } from 'ioredis';

import { TopologyKind } from '../model';
import { clusterClient } from './clients/ioredis-cluster';
import { addressClient } from './clients/ioredis-direct';
import { PATIENT } from './clients/ioredis-options';
import { sentinelClient } from './clients/ioredis-sentinel';
import { sleep } from './clock';
import { Outcome, type Ledger, type LedgerEntry } from './ledger';
import type { DrillTarget } from './target';

/** What reading back found. */
export interface Verification {
  /** Indexes of acknowledged writes that are missing or hold something else, in ledger order. */
  readonly lost: number[];
  /** Acknowledged writes that were read and compared. */
  readonly checked: number;
}

/** Reads the values of some keys; the order is that of the keys. */
export type ReadValues = (keys: string[]) => Promise<(string | null)[]>;

const BATCH = 500;
const ATTEMPTS = 20;

/**
 * Compares every acknowledged write with what the primary holds now.
 *
 * A counter key has been overwritten by later writes: a write to it is lost
 * when the key holds an older one. Two connections of one client may overtake
 * each other, so a counter that ends on a write that was *not* acknowledged
 * says nothing and is left to the unique keys around it.
 */
export async function compare(ledger: Ledger, read: ReadValues): Promise<Verification> {
  const lost: number[] = [];
  let checked = 0;
  const failedCounters = new Set<string>();
  for (const entry of ledger.entries()) {
    if (entry.counter && entry.outcome !== Outcome.ACKNOWLEDGED) {
      failedCounters.add(`${ledger.key(entry)}=${entry.sequence}`);
    }
  }
  for (const batch of batches(ledger)) {
    const values = await read(batch.map((entry) => ledger.key(entry)));
    batch.forEach((entry, at) => {
      const value = values[at] ?? null;
      checked += 1;
      if (entry.counter ? counterLost(ledger, entry, value, failedCounters) : value !== ledger.value(entry)) {
        lost.push(entry.index);
      }
    });
  }
  return { lost, checked };
}

/**
 * Reads every acknowledged write back from the primary, or the primaries, that whoever has the say names.
 *
 * @throws Error when a primary cannot be read
 */
export async function verify(ledger: Ledger, target: DrillTarget): Promise<Verification> {
  const client = reader(target);
  client.on('error', () => undefined);
  try {
    return await compare(ledger, (keys) => readPatiently(client, keys));
  } finally {
    client.disconnect();
  }
}

/** A client that waits: for reading back, and for filling. */
export function reader(target: DrillTarget): Redis | Cluster {
  switch (target.kind) {
    case TopologyKind.CLUSTER:
      return clusterClient(target, PATIENT);
    case TopologyKind.REPLICATION:
      return addressClient(target, target.find, PATIENT);
    default:
      return sentinelClient(target, 0, PATIENT);
  }
}

async function readPatiently(client: Redis | Cluster, keys: string[]): Promise<(string | null)[]> {
  let last: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      // Keys of different slots cannot be asked for with one command.
      return client.isCluster ? await Promise.all(keys.map((key) => client.get(key))) : await client.mget(keys);
    } catch (error) {
      last = error;
      await sleep(250);
    }
  }
  throw new Error(`the primary could not be read back: ${last instanceof Error ? last.message : String(last)}`);
}

function* batches(ledger: Ledger): IterableIterator<LedgerEntry[]> {
  let batch: LedgerEntry[] = [];
  for (const entry of ledger.entries()) {
    if (entry.outcome !== Outcome.ACKNOWLEDGED) {
      continue;
    }
    batch.push(entry);
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) {
    yield batch;
  }
}

function counterLost(ledger: Ledger, entry: LedgerEntry, value: string | null, failed: Set<string>): boolean {
  if (value === null || !/^\d+$/.test(value)) {
    return true;
  }
  return Number(value) < entry.sequence && !failed.has(`${ledger.key(entry)}=${value}`);
}
