import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DirectoryStore } from './directory-store';
import type { OpenedStore } from './opened-store';
import { type S3Options, S3Store } from './s3-store';

/**
 * Opens a store: `s3://bucket/prefix` (needs the optional peer `@aws-sdk/client-s3` when it is first used), the path of a folder, or
 * a `file:` URL. Nothing is contacted yet.
 *
 * @throws when the address is of neither kind
 */
export function openStore(url: string, options: S3Options = {}): OpenedStore {
  if (url.startsWith('s3:')) {
    const { bucket, prefix } = parseS3Url(url);
    return new S3Store(bucket, prefix, options);
  }
  if (url.startsWith('file:')) {
    return new DirectoryStore(folderOf(url));
  }
  if (url.trim() === '') {
    throw new Error('a store has no address: give s3://bucket/prefix or the path of a folder');
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) {
    throw new Error(`${url} is no store: give s3://bucket/prefix or the path of a folder; `
      + 'for a server that speaks S3 give s3://bucket/prefix and its address as the endpoint (AWS_ENDPOINT_URL)');
  }
  if (url.startsWith('~')) {
    throw new Error(`${url} begins with "~", which only a shell replaces, and only at the beginning of a word: write the folder in full`);
  }
  if (url.includes('\0')) {
    throw new Error('the path of the store holds a zero byte');
  }
  return new DirectoryStore(path.resolve(url));
}

function folderOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new Error(`${url} names no folder of this machine (${(error as Error).message}): write it as file:///folder`, { cause: error });
  }
}

/** @throws when there is no bucket in it, or something a bucket or a prefix cannot be */
function parseS3Url(url: string): { bucket: string; prefix: string } {
  const [, bucket, rest] = /^s3:\/\/([^/]*)(.*)$/.exec(url) ?? [];
  if (bucket === undefined || rest === undefined || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw new Error(`${url} names no bucket: write s3://bucket/prefix, the bucket in 3 to 63 lower-case letters, digits, dots and dashes `
      + '(for an access point give its alias)');
  }
  const prefix = rest.replace(/^\/|\/$/g, '');
  if (prefix !== '' && !/^[A-Za-z0-9_=!.()-]+(\/[A-Za-z0-9_=!.()-]+)*$/.test(prefix)) {
    throw new Error(`the prefix of ${url} may hold letters, digits and _ = ! . ( ) - with single slashes between them, nothing else`);
  }
  return { bucket, prefix };
}
