import { createHash } from 'node:crypto';
import { partBytes } from './part-size';

/** A piece of a body, cut where S3 wants it. */
export interface Part {
  /** From 1. */
  readonly number: number;
  readonly content: Buffer;
  readonly last: boolean;
}

/** Cuts a body into parts in buffers that are used again, and hashes it. */
export class PartCutter {
  public bytes = 0;
  private readonly hash = createHash('sha256');
  private readonly free: Buffer[] = [];

  constructor(private readonly body: AsyncIterable<Uint8Array>) {}

  /** The last part may be shorter, and empty only when the body is. */
  public async* parts(): AsyncGenerator<Part> {
    let number = 1;
    let buffer = this.take(number);
    let used = 0;
    for await (const chunk of this.body) {
      for (let from = 0; from < chunk.length;) {
        if (used === buffer.length) {
          yield this.cut(number, buffer, used, false);
          number += 1;
          buffer = this.take(number);
          used = 0;
        }
        const taken = Math.min(buffer.length - used, chunk.length - from);
        buffer.set(chunk.subarray(from, from + taken), used);
        used += taken;
        from += taken;
      }
    }
    yield this.cut(number, buffer, used, true);
  }

  /** Says that nobody needs a part's content any more. */
  public done(part: Part): void {
    // Of the same memory, whatever the part's length.
    this.free.push(Buffer.from(part.content.buffer, part.content.byteOffset, partBytes(part.number)));
  }

  /** Of the whole body, when all parts have been cut. */
  public sha256(): string {
    return this.hash.digest('hex');
  }

  private cut(number: number, buffer: Buffer, used: number, last: boolean): Part {
    const content = buffer.subarray(0, used);
    this.hash.update(content);
    this.bytes += used;
    return { number, content, last };
  }

  private take(number: number): Buffer {
    const bytes = partBytes(number);
    for (let kept = this.free.pop(); kept; kept = this.free.pop()) {
      if (kept.length === bytes) {
        return kept;
      }
    }
    return Buffer.allocUnsafeSlow(bytes);
  }
}
