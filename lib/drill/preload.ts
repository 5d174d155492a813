import { randomBytes } from 'node:crypto';

import type { Cluster, Redis } from 'ioredis';

import { sleep } from './clock';
import type { DrillTarget } from './target';
import { reader } from './verify';

const VALUE_BYTES = 4096;
/** Keys in flight: large enough to keep the server busy, small enough for its replicas' buffers. */
const BATCH = 500;
const ATTEMPTS = 20;
const RETRY_MS = 500;

/** The value of a key by its number. */
export type ValueOf = (number: number) => string;

/** Of which nothing can be saved: neither by the server in its snapshots nor by whoever stores them. */
export function incompressible(): string {
  return randomBytes(VALUE_BYTES * 3 / 4).toString('base64');
}

/**
 * Fills the deployment with that many bytes of values that no drill reads back.
 *
 * @throws Error when writes keep failing
 */
export async function preload(target: DrillTarget, bytes: number, valueOf: ValueOf = repetitive): Promise<void> {
  const client = reader(target);
  client.on('error', () => undefined);
  try {
    const keys = Math.ceil(bytes / VALUE_BYTES);
    for (let from = 0; from < keys; from += BATCH) {
      await insist(client, from, Math.min(BATCH, keys - from), valueOf);
    }
  } finally {
    client.disconnect();
  }
}

/** Connections are only being made, or are lost under so much data; writing a value again does no harm. */
async function insist(client: Redis | Cluster, from: number, count: number, valueOf: ValueOf): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await Promise.all(Array.from({ length: count }, (_, at) => client.set(`drill:preload:${from + at}`, valueOf(from + at))));
      return;
    } catch (failure) {
      if (attempt === ATTEMPTS) {
        throw failure;
      }
      await sleep(RETRY_MS);
    }
  }
}

/** No two alike. */
function repetitive(number: number): string {
  return `${number}/`.repeat(VALUE_BYTES).slice(0, VALUE_BYTES);
}
