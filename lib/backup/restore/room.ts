import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InvalidInput } from '../../model';

/** @throws InvalidInput when that many bytes do not fit where the folder is, or will be */
export async function requireRoom(directory: string, bytes: number): Promise<void> {
  const free = await freeBytes(resolve(directory));
  if (free !== undefined && free < bytes) {
    throw new InvalidInput('--into', `the file system of ${directory} has ${megabytes(free)} free and the snapshot takes ${megabytes(bytes)}`,
      'free some space, or name a folder on another one');
  }
}

/** What a full disk means for somebody who is restoring; any other failure as it is. */
export function diskFailure(failure: unknown, directory: string): unknown {
  const { code } = Object(failure) as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
    ? new Error(`the file system of ${directory} is full (${code}); nothing was changed there: free some space and restore again`, { cause: failure })
    : failure;
}

/** For the user that asks, of the nearest folder that is there; undefined where that cannot be told. */
async function freeBytes(folder: string): Promise<number | undefined> {
  for (let above = folder; ; above = dirname(above)) {
    try {
      const { bavail, bsize } = await statfs(above);
      return bavail * bsize;
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== 'ENOENT' || above === dirname(above)) {
        return undefined;
      }
    }
  }
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1e6)} MB`;
}
