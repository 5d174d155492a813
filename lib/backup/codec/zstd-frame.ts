/** First bytes of every frame. */
const MAGIC = 0xfd2fb528;
/** Longest header: magic, descriptor, window, dictionary id, content size. */
const LONGEST_HEADER = 18;

/**
 * Walks over the blocks of a zstd frame without decompressing any, to know where it ends: decompressors take several frames
 * in a row, and not all of them notice that the last one is cut off.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1
 */
export class ZstdFrame {
  private pending = Buffer.alloc(0);
  /** Bytes of the current block, or of the checksum, still to come. */
  private toSkip = 0;
  private state: 'header' | 'block' | 'body' | 'checksum' | 'end' = 'header';
  private lastBlock = false;
  private checksummed = false;

  /** Takes the next piece. @returns what is behind the frame's end @throws Error for what is no frame */
  public push(chunk: Uint8Array): Buffer {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    while (rest.length > 0 && this.state !== 'end') {
      rest = this.step(rest, this.state);
    }
    return rest;
  }

  /** @throws Error when the frame is not complete */
  public end(): void {
    if (this.state !== 'end') {
      throw new Error('the zstd data is cut off');
    }
  }

  /** @returns what is left after one part of the frame */
  private step(input: Buffer, state: 'header' | 'block' | 'body' | 'checksum'): Buffer {
    switch (state) {
      case 'header':
        return this.header(input);
      case 'block':
        return this.block(input);
      case 'body':
      case 'checksum': {
        const taken = Math.min(this.toSkip, input.length);
        this.toSkip -= taken;
        this.settle();
        return input.subarray(taken);
      }
    }
  }

  /** Moves on when a block's body, or the checksum, is over. */
  private settle(): void {
    if (this.toSkip > 0) {
      return;
    }
    if (this.state === 'body') {
      this.state = 'block';
      if (this.lastBlock) {
        this.state = this.checksummed ? 'checksum' : 'end';
        this.toSkip = this.checksummed ? 4 : 0;
      }
    } else {
      this.state = 'end';
    }
  }

  private header(input: Buffer): Buffer {
    const before = this.pending.length;
    this.pending = Buffer.concat([this.pending, input.subarray(0, LONGEST_HEADER - before)]);
    if (this.pending.length < 5) {
      return Buffer.alloc(0);
    }
    if (this.pending.readUInt32LE(0) !== MAGIC) {
      throw new Error(`it does not begin as zstd data does (${this.pending.subarray(0, 4).toString('hex')})`);
    }
    const descriptor = this.pending[4]!;
    const single = (descriptor & 0x20) !== 0;
    const contentSize = [single ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
    const dictionary = [0, 1, 2, 4][descriptor & 3]!;
    const length = 5 + (single ? 0 : 1) + dictionary + contentSize;
    if (this.pending.length < length) {
      return Buffer.alloc(0);
    }
    this.checksummed = (descriptor & 4) !== 0;
    this.pending = Buffer.alloc(0);
    this.state = 'block';
    return input.subarray(length - before);
  }

  private block(input: Buffer): Buffer {
    const before = this.pending.length;
    this.pending = Buffer.concat([this.pending, input.subarray(0, 3 - before)]);
    if (this.pending.length < 3) {
      return Buffer.alloc(0);
    }
    const head = this.pending.readUIntLE(0, 3);
    this.pending = Buffer.alloc(0);
    this.lastBlock = (head & 1) !== 0;
    const type = (head >> 1) & 3;
    if (type === 3) {
      throw new Error('the zstd data has a block of a kind that does not exist');
    }
    // One byte stands for a whole block of the same.
    this.toSkip = type === 1 ? 1 : head >> 3;
    this.state = 'body';
    this.settle();
    return input.subarray(3 - before);
  }
}
