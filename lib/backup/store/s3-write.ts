import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { S3Bucket } from './s3-client';
import { nameOf, sentTwice, statusOf } from './s3-errors';

/** How objects are written: where, and with which key. */
export interface S3Target {
  readonly at: S3Bucket;
  /** Whole key in the bucket. */
  readonly key: string;
  /** KMS key; the bucket's default when absent. */
  readonly kmsKeyId?: string;
}

/** What a conditional write came to. */
export type Outcome = 'written' | 'exists';

const CONFLICTS = 5;

/** Encryption and the writer's mark, by which a writer knows its own object when the answer to its request was lost. */
export function writeHeaders(target: S3Target, writer: string): object {
  return {
    ContentType: 'application/octet-stream',
    Metadata: { writer },
    ...(target.kmsKeyId === undefined ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: target.kmsKeyId, BucketKeyEnabled: true }),
  };
}

/** A small object in one request, unless there is one. */
export async function writeSmall(target: S3Target, content: Uint8Array, signal?: AbortSignal): Promise<Outcome> {
  const { at, key } = target;
  const writer = randomUUID();
  const checksum = createHash('sha256').update(content).digest('base64');
  return conditionally(target, writer, async () => {
    await at.client.send(new at.sdk.PutObjectCommand({
      Bucket: at.bucket, Key: key, Body: content, ContentLength: content.length, IfNoneMatch: '*',
      ChecksumAlgorithm: 'SHA256', ChecksumSHA256: checksum, ...writeHeaders(target, writer),
    }), { abortSignal: signal });
  });
}

/**
 * Sends a write that S3 refuses when the object exists. A conflict (409) only says that another request was under way for the
 * same key: it is sent again. A refusal (412) of a request that was sent twice may be about the object that the first one made.
 */
export async function conditionally(target: S3Target, writer: string, send: () => Promise<void>): Promise<Outcome> {
  let again = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await send();
      return 'written';
    } catch (error) {
      const refused = statusOf(error) === 412;
      // The upload is gone: it was completed by a request whose answer was lost, or somebody has aborted it.
      const gone = nameOf(error) === 'NoSuchUpload' && (again || sentTwice(error));
      if ((refused && (again || sentTwice(error))) || gone) {
        if (await wroteIt(target, writer)) {
          return 'written';
        }
      }
      if (refused) {
        return 'exists';
      }
      if (statusOf(error) !== 409 || attempt === CONFLICTS) {
        throw error;
      }
      again = true;
      await sleep(100 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

async function wroteIt({ at, key }: S3Target, writer: string): Promise<boolean> {
  try {
    const head = await at.client.send(new at.sdk.HeadObjectCommand({ Bucket: at.bucket, Key: key }));
    return head.Metadata?.writer === writer;
  } catch {
    // Not permitted to look, or not there: then it cannot be said to be ours.
    return false;
  }
}
