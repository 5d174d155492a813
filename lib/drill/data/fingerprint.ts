import { createHash } from 'node:crypto';

import { Cluster, type Redis } from 'ioredis';

import type { DrillTarget } from '../target';
import { reader } from '../verify';
import { databasesOf, primaries } from './typed-data';

/** What a key held when it was looked at. */
export interface Print {
  readonly type: string;
  /**
   * SHA-256 of what DUMP says. Where a copy may rightly say something else there, of all that it holds: a hash table has an order
   * that depends on the process, and a replica notes for itself when a stream's consumer was last seen.
   */
  readonly digest: string;
  /** When it expires, in milliseconds since the epoch; -1 for never. */
  readonly expiresAt: number;
}

/** Everything a deployment holds, but for the writes of the load. */
export interface Fingerprint {
  /** When it was finished, in milliseconds since the epoch. */
  readonly takenAt: number;
  /** By `<database>/<key>`. */
  readonly keys: ReadonlyMap<string, Print>;
  /** What each primary says of its function libraries. */
  readonly functions: string[];
}

/** The ledger knows these better. */
const WRITES_OF_THE_LOAD = 'drill:';
const PAGE = 500;
const MOST_NAMED = 5;

/** @throws Error when a primary does not answer */
export async function fingerprint(target: DrillTarget): Promise<Fingerprint> {
  const client = reader(target);
  client.on('error', () => undefined);
  try {
    const nodes = await primaries(client);
    const functions = await Promise.all(nodes.map(librariesOf));
    const keys = new Map<string, Print>();
    for (const database of databasesOf(target.kind)) {
      for (const node of nodes) {
        if (!(client instanceof Cluster)) {
          await node.select(database);
        }
        for (const [key, print] of await printsOf(node)) {
          keys.set(`${database}/${key}`, print);
        }
      }
    }
    return { takenAt: Date.now(), keys, functions };
  } finally {
    client.disconnect();
  }
}

/** In words, what is not as it was; empty when all is. A key whose time was over by then has to be gone. */
export function differences(before: Fingerprint, after: Fingerprint): string[] {
  const expired = ({ expiresAt }: Print): boolean => expiresAt >= 0 && expiresAt <= after.takenAt;
  const missing: string[] = [];
  const changed: string[] = [];
  for (const [key, print] of before.keys) {
    const now = after.keys.get(key);
    if (now === undefined) {
      if (!expired(print)) {
        missing.push(key);
      }
    } else if (now.type !== print.type || now.digest !== print.digest || now.expiresAt !== print.expiresAt) {
      changed.push(key);
    }
  }
  const extra = [...after.keys.keys()].filter((key) => !before.keys.has(key));
  const libraries = new Set([...before.functions, ...after.functions]);
  return [
    ...listed('missing', missing), ...listed('not as they were', changed), ...listed('never written', extra),
    ...(libraries.size === 1 ? [] : ['the function libraries are not the same on every primary as before']),
  ];
}

function listed(what: string, keys: string[]): string[] {
  const named = keys.slice(0, MOST_NAMED).join(', ');
  return keys.length === 0 ? [] : [`${keys.length} keys ${what}: ${named}${keys.length > MOST_NAMED ? ', ...' : ''}`];
}

async function printsOf(node: Redis): Promise<[string, Print][]> {
  const prints: [string, Print][] = [];
  const seen = new Set<string>();
  let cursor = '0';
  do {
    const [next, page] = await node.scan(cursor, 'COUNT', PAGE);
    cursor = next;
    const fresh = page.filter((key) => !key.startsWith(WRITES_OF_THE_LOAD) && !seen.has(key));
    fresh.forEach((key) => seen.add(key));
    for (const [at, print] of (await Promise.all(fresh.map((key) => printOf(node, key)))).entries()) {
      if (print !== undefined) {
        prints.push([fresh[at]!, print]);
      }
    }
  } while (cursor !== '0');
  return prints;
}

/** @returns undefined for a key that expired meanwhile */
async function printOf(node: Redis, key: string): Promise<Print | undefined> {
  const [type, expiresAt, encoding, dump] = await Promise.all([
    node.type(key), node.call('PEXPIRETIME', key), node.call('OBJECT', 'ENCODING', key).catch(() => ''), node.dumpBuffer(key),
  ]);
  if (dump === null) {
    return undefined;
  }
  const parts = type === 'stream' ? await streamOf(node, key) : encoding === 'hashtable' ? await members(node, key, type) : [dump];
  if (parts === undefined || await node.exists(key) === 0) {
    return undefined;
  }
  const digest = createHash('sha256');
  parts.forEach((part) => digest.update(`${part.length}:`).update(part));
  return { type, digest: digest.digest('hex'), expiresAt: Number(expiresAt) };
}

async function members(node: Redis, key: string, type: string): Promise<Buffer[]> {
  if (type === 'set') {
    return (await node.smembersBuffer(key)).sort((a, b) => Buffer.compare(a, b));
  }
  const flat = await node.callBuffer('HGETALL', key) as Buffer[];
  const pairs = Array.from({ length: flat.length / 2 }, (_, at) => flat.slice(2 * at, 2 * at + 2));
  return pairs.sort(([a], [b]) => Buffer.compare(a!, b!)).flat();
}

/**
 * Entries, groups, consumers and what is pending, with every counter and time but those below; undefined for a stream that
 * expired meanwhile.
 */
async function streamOf(node: Redis, key: string): Promise<Buffer[] | undefined> {
  try {
    return [Buffer.from(JSON.stringify(withoutOwnNotes(await node.callBuffer('XINFO', 'STREAM', key, 'FULL', 'COUNT', '0'))))];
  } catch (failure) {
    if (String(failure).includes('no such key')) {
      return undefined;
    }
    throw failure;
  }
}

/** What each server notes for itself, and how it keeps the stream in memory. */
const OWN_NOTES = ['seen-time', 'active-time', 'radix-tree-keys', 'radix-tree-nodes'];

function withoutOwnNotes(reply: unknown): unknown {
  if (Buffer.isBuffer(reply)) {
    return reply.toString('latin1');
  }
  if (!Array.isArray(reply)) {
    return reply;
  }
  const plain = reply.map(withoutOwnNotes);
  return plain.filter((_, at) => !OWN_NOTES.includes(String(plain[at])) && !OWN_NOTES.includes(String(plain[at - 1])));
}

async function librariesOf(node: Redis): Promise<string> {
  const libraries = await node.call('FUNCTION', 'LIST', 'WITHCODE') as unknown[];
  return libraries.map((library) => JSON.stringify(library)).sort().join('\n');
}
