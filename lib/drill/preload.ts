import type { Cluster, Redis } from 'ioredis';

import { sleep } from './clock';
import type { DrillTarget } from './target';
import { reader } from './verify';

const VALUE_BYTES = 4096;
/** Keys in flight: large enough to keep the server busy, small enough for its replicas' buffers. */
const BATCH = 500;
const ATTEMPTS = 20;
const RETRY_MS = 500;

/**
 * Fills the deployment with that many bytes of values that no drill reads back.
 *
 * @throws Error when writes keep failing
 */
export async function preload(target: DrillTarget, bytes: number): Promise<void> {
  const client = reader(target);
  client.on('error', () => undefined);
  try {
    const keys = Math.ceil(bytes / VALUE_BYTES);
    for (let from = 0; from < keys; from += BATCH) {
      await insist(client, from, Math.min(BATCH, keys - from));
    }
  } finally {
    client.disconnect();
  }
}

/** Connections are only being made, or are lost under so much data; writing a value again does no harm. */
async function insist(client: Redis | Cluster, from: number, count: number): Promise<void> {
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

/** No two alike and not compressible by repetition alone, as real data would be. */
function valueOf(number: number): string {
  return `${number}/`.repeat(VALUE_BYTES).slice(0, VALUE_BYTES);
}
