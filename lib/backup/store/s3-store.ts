import { reasonOf } from './abortable';
import { checkKey, checkPrefix, isObjectKey } from './object-key';
import type { Leftover, OpenedStore } from './opened-store';
import { connectS3, type S3Bucket } from './s3-client';
import { download } from './s3-download';
import { nameOf, s3Error, type S3Doing } from './s3-errors';
import { abortUploads } from './s3-unfinished';
import { upload } from './s3-upload';
import { holdsOf, removeVersions } from './s3-versions';
import { type S3Target, writeSmall } from './s3-write';
import { ObjectExists, ObjectMissing, type Put, type Removal, type StoredObject } from './store';

/** How to reach a bucket; for what is not given AWS's own variables, files and services are asked. */
export interface S3Options {
  /** Of a server that speaks S3, with its scheme. @default - `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, or AWS itself */
  readonly endpoint?: string;
  /** Region of the bucket. @default - `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile's; us-east-1 with an endpoint */
  readonly region?: string;
  /** KMS key that objects are encrypted with. @default - the bucket's own default encryption */
  readonly kmsKeyId?: string;
  /** Bucket in the path instead of in the host's name. @default - with an endpoint that is not AWS's own */
  readonly pathStyle?: boolean;
}

const PERMISSIONS = {
  write: ['s3:PutObject', 's3:AbortMultipartUpload'],
  read: ['s3:GetObject', 's3:ListBucket'],
  list: ['s3:ListBucket'],
  remove: ['s3:ListBucketVersions', 's3:DeleteObject', 's3:DeleteObjectVersion'],
  holds: ['s3:ListBucketVersions', 's3:GetObjectLegalHold', 's3:GetObjectRetention'],
  tidy: ['s3:ListBucketMultipartUploads', 's3:AbortMultipartUpload'],
};

const ONE_DEPLOYMENT = 'where only one deployment\'s backups may be listed, name it with --deployment';

/**
 * Backups in a bucket of S3 or of a server that speaks it, which must know conditional writes (`If-None-Match: *`). Every part is
 * sent with its SHA-256, sent again when it fails, and taken back when the upload does. A stream takes 40 MiB of memory for
 * objects up to 8.6 GiB, 64 MiB up to 60 GiB (see part-size.ts).
 */
export class S3Store implements OpenedStore {
  public readonly url: string;
  private connected?: Promise<S3Bucket>;

  /** @param prefix without a slash at its ends; may be empty */
  constructor(private readonly bucket: string, private readonly prefix: string, private readonly options: S3Options = {}) {
    this.url = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`;
  }

  public async put(key: string, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Put> {
    const target = await this.target(key);
    const source = new Watched(body);
    try {
      const { outcome, bytes, sha256 } = await upload(target, source, signal);
      if (outcome === 'exists') {
        throw new ObjectExists(this.url, key);
      }
      return { bytes, sha256 };
    } catch (error) {
      throw source.failed || signal?.aborted || error instanceof ObjectExists
        ? error : await s3Error(error, target.at, { what: 'write', key: target.key, permissions: PERMISSIONS.write });
    }
  }

  public async create(key: string, content: Uint8Array): Promise<boolean> {
    const target = await this.target(key);
    return trying(target.at, { what: 'write', key: target.key, permissions: PERMISSIONS.write }, async () => await writeSmall(target, content) === 'written');
  }

  public async read(key: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const { at, key: whole } = await this.target(key);
    try {
      return await download(at, whole, signal);
    } catch (error) {
      if (nameOf(error) === 'NoSuchKey') {
        throw new ObjectMissing(this.url, key);
      }
      throw signal?.aborted ? reasonOf(signal) : await s3Error(error, at, { what: 'read', key: whole, permissions: PERMISSIONS.read });
    }
  }

  public async* list(prefix: string): AsyncGenerator<StoredObject> {
    checkPrefix(prefix);
    const at = await this.connect();
    const whole = this.whole(prefix);
    const listing = { what: 'list', key: whole, permissions: PERMISSIONS.list, ...(prefix === '' ? { ifDenied: ONE_DEPLOYMENT } : {}) };
    let ContinuationToken: string | undefined;
    do {
      const page = await trying(at, listing, () => at.client.send(
        new at.sdk.ListObjectsV2Command({ Bucket: this.bucket, Prefix: whole, ContinuationToken }),
      ));
      for (const { Key, Size, LastModified } of page.Contents ?? []) {
        const key = this.keyOf(Key!);
        // What others keep beside backups is none of ours.
        if (isObjectKey(key)) {
          yield { key, bytes: Size ?? 0, modifiedAt: LastModified ?? new Date(0) };
        }
      }
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
  }

  public async remove(key: string): Promise<Removal> {
    const { at, key: whole } = await this.target(key);
    return trying(at, { what: 'remove', key: whole, permissions: PERMISSIONS.remove }, () => removeVersions(at, whole));
  }

  public async holds(key: string): Promise<string | undefined> {
    const { at, key: whole } = await this.target(key);
    return trying(at, { what: 'ask what holds', key: whole, permissions: PERMISSIONS.holds }, () => holdsOf(at, whole));
  }

  public async abortLeftovers(prefix: string, olderThan: Date): Promise<Leftover[]> {
    checkPrefix(prefix);
    const at = await this.connect();
    const whole = this.whole(prefix);
    const taken = await trying(at, { what: 'take back unfinished uploads of', key: whole, permissions: PERMISSIONS.tidy },
      () => abortUploads(at, whole, olderThan));
    return taken.map(({ key, startedAt }) => ({ key: this.keyOf(key), startedAt }));
  }

  public close(): void {
    void this.connected?.then(({ client }) => client.destroy(), () => undefined);
  }

  private async target(key: string): Promise<S3Target> {
    checkKey(key);
    return { at: await this.connect(), key: this.whole(key), kmsKeyId: this.options.kmsKeyId };
  }

  private connect(): Promise<S3Bucket> {
    this.connected ??= connectS3(this.bucket, this.options);
    return this.connected;
  }

  private whole(key: string): string {
    return this.prefix === '' ? key : `${this.prefix}/${key}`;
  }

  private keyOf(whole: string): string {
    return this.prefix === '' ? whole : whole.slice(this.prefix.length + 1);
  }
}

async function trying<T>(at: S3Bucket, doing: S3Doing, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw await s3Error(error, at, doing);
  }
}

/** Tells an error of the body from one of the store. */
class Watched implements AsyncIterable<Uint8Array> {
  public failed = false;

  constructor(private readonly body: AsyncIterable<Uint8Array>) {}

  public async* [Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      yield* this.body;
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }
}
