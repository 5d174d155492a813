import { HeldBack } from './held-back';
import type { ReplyReader } from './reply-reader';

/** Bytes of the mark that ends a snapshot whose length nobody knows beforehand. */
export const MARK_BYTES = 40;
/** How long a connection whose last bytes are the mark may stay open, in milliseconds; a server closes it at once. */
const GRACE_MS = 2000;

/**
 * A snapshot that ends with a mark. The mark is the end when nothing follows it: the same 40 bytes may be part of a value.
 *
 * @throws Error when the connection ends without it
 */
export async function* untilMark(reader: ReplyReader, mark: Buffer, server: string): AsyncGenerator<Buffer> {
  const held = new HeldBack(mark.length);
  let bytes = 0;
  for (;;) {
    const ended = held.tail.equals(mark);
    const chunk = ended ? await withinGrace(reader) : await reader.bytes();
    if (chunk === undefined) {
      if (!ended) {
        throw cutOff(server, bytes);
      }
      if (held.rest.length > 0) {
        yield held.rest;
      }
      return;
    }
    bytes += chunk.length;
    yield* held.push(chunk);
  }
}

/** A snapshot of a length told beforehand. */
export async function* ofLength(reader: ReplyReader, length: number, server: string): AsyncGenerator<Buffer> {
  let left = length;
  while (left > 0) {
    const chunk = await reader.bytes();
    if (chunk === undefined) {
      throw cutOff(server, length - left, length);
    }
    if (chunk.length > left) {
      throw new Error(`${server} sent more than the ${length} bytes of snapshot it had announced`);
    }
    left -= chunk.length;
    yield chunk;
  }
}

function cutOff(server: string, bytes: number, of?: number): Error {
  return new Error(`${server} closed the connection in the middle of the snapshot, after ${bytes} bytes${of === undefined ? '' : ` of ${of}`}: `
    + 'its child process died, or it dropped this connection; its log says which');
}

async function withinGrace(reader: ReplyReader): Promise<Buffer | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<undefined>((resolve) => { timer = setTimeout(() => resolve(undefined), GRACE_MS); });
  try {
    const more = reader.bytes();
    // A connection reset after the mark is as good an end as any.
    return await Promise.race([more.catch(() => undefined), grace]);
  } finally {
    clearTimeout(timer);
  }
}
