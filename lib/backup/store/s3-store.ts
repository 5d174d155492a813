import type { Leftover, OpenedStore } from './opened-store';
import type { Put, Removal, StoredObject } from './store';

/** How to reach a bucket; for what is not given AWS's own variables, files and services are asked. */
export interface S3Options {
  /** Of a server that speaks S3, for example `http://127.0.0.1:9000`. @default - `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, or AWS */
  readonly endpoint?: string;
  /** Region of the bucket. @default - `AWS_REGION` or the profile's; us-east-1 with an endpoint */
  readonly region?: string;
  /** KMS key that objects are encrypted with. @default - the bucket's own default encryption */
  readonly kmsKeyId?: string;
  /** Bucket in the path instead of in the host's name. @default - only with an endpoint that is an address or localhost */
  readonly pathStyle?: boolean;
}

/** Backups in a bucket: signatures first. */
export class S3Store implements OpenedStore {
  public readonly url: string;

  constructor(bucket: string, prefix: string, _options: S3Options = {}) {
    this.url = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`;
  }

  public async put(_key: string, _body: AsyncIterable<Uint8Array>, _signal?: AbortSignal): Promise<Put> {
    throw new Error('not there yet');
  }

  public async create(_key: string, _content: Uint8Array): Promise<boolean> {
    throw new Error('not there yet');
  }

  public async read(_key: string, _signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    throw new Error('not there yet');
  }

  public list(_prefix: string): AsyncIterable<StoredObject> {
    throw new Error('not there yet');
  }

  public async remove(_key: string): Promise<Removal> {
    throw new Error('not there yet');
  }

  public async abortLeftovers(_prefix: string, _olderThan: Date): Promise<Leftover[]> {
    throw new Error('not there yet');
  }

  public close(): void {}
}
