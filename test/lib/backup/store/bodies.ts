import { createHash } from 'node:crypto';

/** A body of that many bytes, no two places alike; its buffer is used again for every chunk, as a careless source does. */
export async function* body(bytes: number, chunk = 64 * 1024): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(chunk);
  for (let at = 0; at < bytes; at += chunk) {
    fill(buffer, at);
    yield buffer.subarray(0, Math.min(chunk, bytes - at));
  }
}

/** A body that fails after some bytes, as a replication stream does when its node goes. */
export async function* failing(bytes: number, error: Error): AsyncGenerator<Uint8Array> {
  yield* body(bytes);
  throw error;
}

/** A body that says nothing more after some bytes. */
export async function* silent(bytes: number, onSilent: () => void): AsyncGenerator<Uint8Array> {
  yield* body(bytes);
  onSilent();
  await new Promise<never>(() => undefined);
}

export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

export async function digest(source: AsyncIterable<Uint8Array>): Promise<Digest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of source) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

export async function text(source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Cheap to make, and no two blocks of any size are the same. */
function fill(buffer: Buffer, seed: number): void {
  for (let at = 0; at + 8 <= buffer.length; at += 4096) {
    buffer.writeDoubleLE(Math.sin(seed + at + 1), at);
  }
}
