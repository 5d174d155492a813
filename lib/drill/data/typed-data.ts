import { Cluster, type Redis } from 'ioredis';

import { TopologyKind } from '../../model';
import { until } from '../clock';
import type { DrillTarget } from '../target';
import { reader } from '../verify';
import { LIBRARIES, SAMPLES, type Command, type Sample } from './samples';

/** A Cluster has the first one only. */
const DATABASES = [0, 3, 15];
/** Keys of each sample and time to live, so that a Cluster has some in every shard. */
const EACH = 4;
const CONNECTS_MS = 10_000;
const LONG_MS = 7 * 24 * 3600 * 1000;
/** Over before anybody restores. */
const SHORT_MS = 3000;

/** How long keys live: for ever, longer than any drill, or so short that they must not come back. */
const LIVES: Record<string, number | undefined> = { kept: undefined, long: LONG_MS, short: SHORT_MS };

/** Databases that hold data of a drill. */
export function databasesOf(kind: TopologyKind): number[] {
  return kind === TopologyKind.CLUSTER ? [0] : DATABASES;
}

/**
 * Writes keys of every type and encoding, with and without a time to live, into several databases where there are several,
 * and function libraries: what a copy of the data has to bring back as it was.
 *
 * @returns how many keys were written
 * @throws Error when a write is refused
 */
export async function writeTyped(target: DrillTarget): Promise<number> {
  const client = reader(target);
  client.on('error', () => undefined);
  let written = 0;
  try {
    for (const node of await primaries(client)) {
      for (const code of LIBRARIES) {
        await node.call('FUNCTION', 'LOAD', 'REPLACE', code);
      }
    }
    for (const database of databasesOf(target.kind)) {
      if (!(client instanceof Cluster)) {
        await client.select(database);
      }
      // One sample after the other: thousands of commands at once would hold up everything else here, clients and clocks too.
      for (const sample of SAMPLES) {
        const writes = Object.entries(LIVES).flatMap(([life, ms]) => Array.from({ length: EACH },
          (_, number) => write(client, `typed:${database}:${sample.name}:${life}:${number}`, sample, ms)));
        await Promise.all(writes);
        written += writes.length;
      }
    }
    return written;
  } finally {
    client.disconnect();
  }
}

/** The connections on which something is done to each primary. A Cluster's client knows them once it has connected. */
export async function primaries(client: Redis | Cluster): Promise<Redis[]> {
  // A Cluster's client refuses commands until it has found the nodes.
  if (!await until(() => client.ping().then(() => true, () => false), CONNECTS_MS, 50)) {
    throw new Error('no primary answers');
  }
  return client instanceof Cluster ? client.nodes('master') : [client];
}

async function write(client: Redis | Cluster, key: string, { commands, optional }: Sample, livesMs?: number): Promise<void> {
  const ending: Command[] = livesMs === undefined ? [] : [['PEXPIREAT', key, Date.now() + livesMs]];
  try {
    await Promise.all([...commands(key), ...ending].map(([name, ...words]) => client.call(name, words)));
  } catch (failure) {
    if (!optional || !(failure instanceof Error) || !failure.message.includes('unknown command')) {
      throw failure;
    }
  }
}
