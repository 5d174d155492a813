import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { reasonOf } from './abortable';
import type { S3Bucket } from './s3-client';
import { InWords, isPassing, s3Error, statusOf } from './s3-errors';

/** A connection that brought less than this before it broke counts as one that brought nothing. */
const PROGRESS_BYTES = 1024 * 1024;
/** So many such connections in a row are too many; the waits between them add up to some ten seconds. */
const FRUITLESS = 7;

/**
 * Streams an object out. Where the connection breaks the rest is asked for, of the very same object (by its ETag); ends only when
 * every byte has been passed on.
 */
export async function download(at: S3Bucket, key: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const first = await get(at, key, signal);
  return new Download(at, key, first, signal).chunks();
}

async function get(
  at: S3Bucket, key: string, signal?: AbortSignal, range?: { from: number; etag?: string },
): Promise<GetObjectCommandOutput> {
  return at.client.send(new at.sdk.GetObjectCommand({
    Bucket: at.bucket, Key: key, ...(range ? { Range: `bytes=${range.from}-`, IfMatch: range.etag } : {}),
  }), { abortSignal: signal });
}

class Download {
  private position = 0;
  private fruitless = 0;
  private readonly bytes: number;

  constructor(
    private readonly at: S3Bucket, private readonly key: string,
    private readonly first: GetObjectCommandOutput, private readonly signal?: AbortSignal,
  ) {
    this.bytes = first.ContentLength ?? 0;
  }

  public async* chunks(): AsyncGenerator<Uint8Array> {
    let answer: GetObjectCommandOutput | undefined = this.first;
    for (;;) {
      const before = this.position;
      let trouble: unknown;
      try {
        for await (const chunk of (answer?.Body ?? []) as Readable) {
          this.signal?.throwIfAborted();
          this.position += (chunk as Buffer).length;
          if (this.position > this.bytes) {
            break;
          }
          yield chunk as Buffer;
        }
        trouble = new Error('the connection ended early');
      } catch (error) {
        trouble = error;
      }
      if (this.signal?.aborted) {
        throw reasonOf(this.signal);
      }
      if (this.position === this.bytes) {
        return;
      }
      if (this.position > this.bytes) {
        throw new InWords(`s3://${this.at.bucket}/${this.key} sent more than the ${this.bytes} bytes it said it has`);
      }
      answer = await this.resume(this.position - before, trouble);
    }
  }

  /** @returns the answer with the rest, or undefined when it failed in a way that passes */
  private async resume(progress: number, trouble: unknown): Promise<GetObjectCommandOutput | undefined> {
    this.fruitless = progress >= PROGRESS_BYTES ? 0 : this.fruitless + 1;
    if (this.fruitless >= FRUITLESS) {
      throw new InWords(`reading s3://${this.at.bucket}/${this.key} breaks off again and again, now after ${this.position} of ${this.bytes} bytes: `
        + `${(trouble as Error).message}`, { cause: trouble });
    }
    await sleep(this.fruitless === 0 ? 0 : Math.min(100 * 2 ** this.fruitless, 5000), undefined, { signal: this.signal });
    try {
      const answer = await get(this.at, this.key, this.signal, { from: this.position, etag: this.first.ETag });
      if (!answer.ContentRange?.startsWith(`bytes ${this.position}-`)) {
        (answer.Body as Readable | undefined)?.destroy();
        throw new InWords(`the server does not continue where reading s3://${this.at.bucket}/${this.key} broke off, at byte ${this.position}: `
          + `it answers with ${answer.ContentRange ?? 'all of it'}`);
      }
      return answer;
    } catch (error) {
      if (statusOf(error) === 412 || statusOf(error) === 404) {
        throw new InWords(`s3://${this.at.bucket}/${this.key} was replaced or removed while it was read, after ${this.position} of ${this.bytes} bytes`,
          { cause: error });
      }
      if (this.signal?.aborted) {
        throw reasonOf(this.signal);
      }
      if (!isPassing(error)) {
        throw await s3Error(error, this.at, { what: 'read', key: this.key, permissions: ['s3:GetObject'] });
      }
      return undefined;
    }
  }
}
