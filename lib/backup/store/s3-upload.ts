import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CompletedPart } from '@aws-sdk/client-s3';
import { abortable, reasonOf } from './abortable';
import { MOST_PARTS, partBytes, partsInFlight } from './part-size';
import { InWords, isPassing, nameOf } from './s3-errors';
import { type Part, PartCutter } from './s3-parts';
import { conditionally, type Outcome, type S3Target, writeHeaders, writeSmall } from './s3-write';
import type { Put } from './store';

/** Beyond the SDK's own attempts of some two seconds: so long a part waits for a store that is away before it is sent again. */
const PATIENCE_SECONDS = [1, 3, 9];

/** What an upload came to, and what has been stored. */
export interface Uploaded extends Put {
  readonly outcome: Outcome;
}

/** Streams a body into an object: one that fits into the first part by one request, any other by parts. */
export async function upload(target: S3Target, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Uploaded> {
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(reasonOf(signal!));
  signal?.throwIfAborted();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const cutter = new PartCutter(abortable(body, stop.signal));
    const parts = cutter.parts();
    const first = await parts.next() as IteratorYieldResult<Part>;
    const outcome = first.value.last
      ? await writeSmall(target, first.value.content, stop.signal)
      : await new Multipart(target, cutter, stop).send(first.value, parts);
    return { outcome, bytes: cutter.bytes, sha256: cutter.sha256() };
  } catch (error) {
    throw signal?.aborted ? reasonOf(signal) : error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

class Multipart {
  private readonly writer = randomUUID();
  private readonly done: CompletedPart[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private uploadId = '';

  constructor(private readonly target: S3Target, private readonly cutter: PartCutter, private readonly stop: AbortController) {}

  public async send(first: Part, rest: AsyncIterable<Part>): Promise<Outcome> {
    const { at, key } = this.target;
    const begun = await at.client.send(new at.sdk.CreateMultipartUploadCommand({
      Bucket: at.bucket, Key: key, ChecksumAlgorithm: 'SHA256', ...writeHeaders(this.target, this.writer),
    }), { abortSignal: this.stop.signal });
    this.uploadId = begun.UploadId!;
    let outcome: Outcome;
    try {
      await this.begin(first);
      for await (const part of rest) {
        await this.begin(part);
      }
      await Promise.all(this.inFlight);
      // One that failed is in flight no more.
      this.stop.signal.throwIfAborted();
      outcome = await this.complete();
    } catch (error) {
      this.stop.abort(error);
      throw await this.takenBack(error as Error);
    }
    return outcome === 'exists' ? this.refused() : outcome;
  }

  /** Sends a part as soon as there is room. */
  private async begin(part: Part): Promise<void> {
    if (part.number > MOST_PARTS) {
      throw new InWords(`s3://${this.target.at.bucket}/${this.target.key} is larger than the ${MOST_PARTS} parts S3 allows can hold (4.6 TiB)`);
    }
    while (this.inFlight.size >= partsInFlight(partBytes(part.number))) {
      await Promise.race(this.inFlight);
    }
    const sent = this.sendPart(part).finally(() => this.inFlight.delete(sent));
    // Whoever waits for it hears of it; until then it is no unhandled rejection, but the body is read no further.
    sent.catch((error: unknown) => this.stop.abort(error));
    this.inFlight.add(sent);
  }

  private async sendPart(part: Part): Promise<void> {
    const { at, key } = this.target;
    const checksum = createHash('sha256').update(part.content).digest('base64');
    for (const wait of [...PATIENCE_SECONDS, undefined]) {
      try {
        const answer = await at.client.send(new at.sdk.UploadPartCommand({
          Bucket: at.bucket, Key: key, UploadId: this.uploadId, PartNumber: part.number,
          Body: part.content, ContentLength: part.content.length, ChecksumAlgorithm: 'SHA256', ChecksumSHA256: checksum,
        }), { abortSignal: this.stop.signal });
        if (answer.ChecksumSHA256 !== undefined && answer.ChecksumSHA256 !== checksum) {
          throw new InWords(`part ${part.number} of s3://${at.bucket}/${key} arrived damaged: SHA-256 ${answer.ChecksumSHA256} instead of ${checksum}`);
        }
        this.done.push({ PartNumber: part.number, ETag: answer.ETag, ChecksumSHA256: checksum });
        this.cutter.done(part);
        return;
      } catch (error) {
        if (wait === undefined || this.stop.signal.aborted || !isPassing(error)) {
          throw error;
        }
        await sleep(wait * 1000, undefined, { signal: this.stop.signal });
      }
    }
  }

  private async complete(): Promise<Outcome> {
    const { at, key } = this.target;
    const parts = [...this.done].sort((a, b) => a.PartNumber! - b.PartNumber!);
    return conditionally(this.target, this.writer, async () => {
      await at.client.send(new at.sdk.CompleteMultipartUploadCommand({
        Bucket: at.bucket, Key: key, UploadId: this.uploadId, IfNoneMatch: '*', MpuObjectSize: this.cutter.bytes,
        MultipartUpload: { Parts: parts },
      }), { abortSignal: this.stop.signal });
    });
  }

  private async refused(): Promise<Outcome> {
    await this.abortUpload();
    return 'exists';
  }

  /** Takes the upload back and returns what to throw. */
  private async takenBack(error: Error): Promise<Error> {
    // A part that arrives after the abort would stay, and be paid for.
    await Promise.allSettled(this.inFlight);
    const reason = this.stop.signal.reason as Error;
    try {
      await this.abortUpload();
      return reason ?? error;
    } catch (failed) {
      return new InWords(`${(reason ?? error).message}; and the parts uploaded so far could not be taken back (${(failed as Error).message}), `
        + 'which pruning does later', { cause: reason ?? error });
    }
  }

  private async abortUpload(): Promise<void> {
    const { at, key } = this.target;
    try {
      await at.client.send(new at.sdk.AbortMultipartUploadCommand({ Bucket: at.bucket, Key: key, UploadId: this.uploadId }));
    } catch (error) {
      if (nameOf(error) !== 'NoSuchUpload') {
        throw error;
      }
    }
  }
}
