import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Name of the file that says what a data folder was restored from; no server reads it. */
export const RESTORED_FILE = 'restored.json';

/** What stands in `restored.json`: which backup a data folder holds, and what must be there once it has been loaded. */
export interface RestoredFile {
  readonly deployment: string;
  /** Id of the backup. */
  readonly id: string;
  /** From 1. */
  readonly shard: number;
  /** Shards of the deployment it was restored for; 1 when it has none. */
  readonly shards: number;
  /**
   * Keys by database, those that have expired and are not yet deleted included: a server that is nobody's primary holds
   * exactly these after loading. Absent when the snapshot holds types unknown here.
   */
  readonly keys?: Record<string, number>;
  /** Names of function libraries. */
  readonly functions: string[];
}

/**
 * What a data folder was restored from; undefined when it was not restored.
 *
 * @throws Error when the file is there and cannot be understood
 */
export async function readRestored(directory: string): Promise<RestoredFile | undefined> {
  const file = join(directory, RESTORED_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (failure) {
    if (['ENOENT', 'ENOTDIR'].includes((failure as NodeJS.ErrnoException).code ?? '')) {
      return undefined;
    }
    throw failure;
  }
  const found = parsed(text);
  if (!isRestoredFile(found)) {
    throw new Error(`${file} does not say what the folder was restored from; restore it again into an empty folder`);
  }
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRestoredFile(value: unknown): value is RestoredFile {
  const { deployment, id, shard, shards, keys, functions } = Object(value) as Partial<Record<keyof RestoredFile, unknown>>;
  return typeof deployment === 'string' && typeof id === 'string'
    && Number.isInteger(shard) && Number.isInteger(shards)
    && (keys === undefined || Object.values(Object(keys) as object).every(Number.isInteger))
    && Array.isArray(functions) && functions.every((name) => typeof name === 'string');
}
