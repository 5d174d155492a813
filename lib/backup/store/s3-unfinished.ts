import type { ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3';
import type { Leftover } from './opened-store';
import type { S3Bucket } from './s3-client';
import { nameOf } from './s3-errors';

/** Aborts every upload whose key begins so and that was begun before that time. @returns their whole keys */
export async function abortUploads(at: S3Bucket, prefix: string, olderThan: Date): Promise<Leftover[]> {
  const taken: Leftover[] = [];
  let after: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
  while (after) {
    const page: ListMultipartUploadsCommandOutput = await at.client.send(
      new at.sdk.ListMultipartUploadsCommand({ Bucket: at.bucket, Prefix: prefix, ...after }),
    );
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key !== undefined && Initiated && Initiated < olderThan) {
        await at.client.send(new at.sdk.AbortMultipartUploadCommand({ Bucket: at.bucket, Key, UploadId })).catch(unlessGone);
        taken.push({ key: Key, startedAt: Initiated });
      }
    }
    after = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined;
  }
  return taken;
}

function unlessGone(error: unknown): void {
  if (nameOf(error) !== 'NoSuchUpload') {
    throw error;
  }
}
