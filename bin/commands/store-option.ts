import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { DirectoryStore } from '../../lib/backup/store/directory-store';
import { openStore } from '../../lib/backup/store/open-store';
import type { OpenedStore } from '../../lib/backup/store/opened-store';
import { InvalidInput } from '../../lib/model';

/** How to reach a store, as the user says it. */
export interface StoreFlags {
  readonly endpoint?: string;
  readonly region?: string;
}

/** Options of every command that takes a store. */
export function withStore(command: Command): Command {
  return command
    .option('--endpoint <url>', 'server that speaks S3 (default: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, or AWS)')
    .option('--region <name>', 'region of the bucket (default: AWS_REGION or the profile\'s)');
}

export const STORE_HELP = '<store> is s3://bucket/prefix, with credentials as the AWS CLI finds them, or a folder.';

/** @throws InvalidInput for what is no address of a store */
export function storeOf(url: string, { endpoint, region }: StoreFlags, kmsKeyId?: string, field = 'store'): OpenedStore {
  try {
    return openStore(url, { endpoint, region, kmsKeyId });
  } catch (failure) {
    throw new InvalidInput(field, `got "${url}"`, (failure as Error).message);
  }
}

/** A store that is read: a folder has to be there, or a slip in its name would look like a store without backups. */
export function existingStoreOf(url: string, flags: StoreFlags): OpenedStore {
  const store = storeOf(url, flags);
  if (store instanceof DirectoryStore && !existsSync(store.url)) {
    throw new InvalidInput('store', `there is no folder ${store.url}`, 'name the folder, or s3://bucket/prefix, that backups were put into');
  }
  return store;
}

/** Does something with a store and closes it. */
export async function usingStore<T>(store: OpenedStore, work: (store: OpenedStore) => Promise<T>): Promise<T> {
  try {
    return await work(store);
  } finally {
    store.close();
  }
}
