import { createHash, type Hash } from 'node:crypto';
import { RdbScanner, type RdbSummary } from '../../rdb';
import type { StrayKeys } from './stray-keys';

/** Servers send some kilobytes at a time; pieces of this size cost less to pass on. */
const PIECE = 128 * 1024;

/** A snapshot that is looked at while it passes. */
export class Inspected implements AsyncIterable<Buffer> {
  private readonly hash?: Hash;
  private readonly scanner: RdbScanner;
  private result?: { readonly summary: RdbSummary; readonly sha256?: string };

  /**
   * @param hashing false where the store computes the SHA-256 of the very same bytes: twice is a fifth of the time
   * @param passed is told how many bytes have come
   * @param strays looks at the keys, where the shard does not own all slots
   */
  constructor(
    private readonly body: AsyncIterable<Buffer>, hashing: boolean, private readonly passed: (bytes: number) => void,
    private readonly strays?: StrayKeys,
  ) {
    this.scanner = new RdbScanner(strays);
    this.hash = hashing ? createHash('sha256') : undefined;
  }

  /** The same bytes. Throws what `RdbScanner` throws, at the latest before it ends: whoever stores them keeps none then. */
  public async* [Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const piece of gathered(this.body, this.passed)) {
      this.scanner.write(piece);
      this.hash?.update(piece);
      yield piece;
    }
    const summary = this.scanner.end();
    this.strays?.requireOwn();
    this.result = { summary, sha256: this.hash?.digest('hex') };
  }

  /** What it was; to be asked when all of it has passed. */
  public get outcome(): { readonly summary: RdbSummary; readonly sha256?: string } {
    if (!this.result) {
      throw new Error('the snapshot was not read to its end');
    }
    return this.result;
  }
}

async function* gathered(body: AsyncIterable<Buffer>, passed: (bytes: number) => void): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    passed(chunk.length);
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes >= PIECE) {
      yield waiting.length === 1 ? chunk : Buffer.concat(waiting, bytes);
      waiting = [];
      bytes = 0;
    }
  }
  if (bytes > 0) {
    yield Buffer.concat(waiting, bytes);
  }
}
