import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, link, mkdir, open, rename, rmdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from './directory-errors';
import type { Put } from './store';

const BLOCK = 1024 * 1024;
/** What a file system answers that has no hard links, such as exFAT or some network shares. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];
/** A folder made here can be taken away by whoever removes the last object in it, just before the draft is opened. */
const TRIES = 20;

/** Whether a file of a store's folder is no object but what is on its way to be one. */
export function isDraft(name: string): boolean {
  return /^\..+\.(draft|claim)$/.test(name);
}

/** Key of the object that a draft was to become. */
export function keyOfDraft(folderKey: string, name: string): string {
  return folderKey + name.slice(1).replace(/(-[0-9a-f]{12})?\.(draft|claim)$/, '');
}

/**
 * Writes a file that nobody sees under its name before all of it is on the disk, and that never replaces one.
 *
 * @returns undefined when there is one already
 */
export async function publishFile(
  file: string, root: string, body: AsyncIterable<Uint8Array>, hardLinks = true,
): Promise<Put | undefined> {
  const draft = path.join(path.dirname(file), `.${path.basename(file)}-${randomBytes(6).toString('hex')}.draft`);
  try {
    const handle = await openDraft(draft);
    let put: Put;
    try {
      put = await fill(handle, body);
      // Before it gets its name: a name that a power loss leaves with half a file would be a damaged backup.
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (!await giveName(draft, file, hardLinks)) {
      return undefined;
    }
    await syncFolders(path.dirname(file), root);
    return put;
  } finally {
    await unlink(draft).catch(() => undefined);
    await removeEmptyFolders(path.dirname(file), root);
  }
}

async function openDraft(draft: string): Promise<FileHandle> {
  for (let tries = 1; ; tries += 1) {
    await mkdir(path.dirname(draft), { recursive: true, mode: 0o700 });
    try {
      return await open(draft, 'wx', 0o600);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || tries === TRIES) {
        throw error;
      }
    }
  }
}

/** In blocks, whatever the chunks are: one call of the system and of the hash for each. */
async function fill(handle: FileHandle, body: AsyncIterable<Uint8Array>): Promise<Put> {
  const hash = createHash('sha256');
  const block = Buffer.allocUnsafe(BLOCK);
  let used = 0;
  let bytes = 0;
  const flush = async (): Promise<void> => {
    hash.update(block.subarray(0, used));
    for (let written = 0; written < used;) {
      written += (await handle.write(block, written, used - written)).bytesWritten;
    }
    bytes += used;
    used = 0;
  };
  for await (const chunk of body) {
    for (let at = 0; at < chunk.length;) {
      const taken = Math.min(BLOCK - used, chunk.length - at);
      block.set(chunk.subarray(at, at + taken), used);
      used += taken;
      at += taken;
      if (used === BLOCK) {
        await flush();
      }
    }
  }
  await flush();
  return { bytes, sha256: hash.digest('hex') };
}

/** @returns false when the name is taken */
async function giveName(draft: string, file: string, hardLinks: boolean): Promise<boolean> {
  if (hardLinks) {
    try {
      await link(draft, file);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') {
        return false;
      }
      if (!NO_LINKS.includes(codeOf(error) ?? '')) {
        throw error;
      }
    }
  }
  return renameUnlessThere(draft, file);
}

/** rename() replaces what is there, so whoever renames first makes a claim that only one can have. */
async function renameUnlessThere(draft: string, file: string): Promise<boolean> {
  const claim = path.join(path.dirname(file), `.${path.basename(file)}.claim`);
  try {
    await (await open(claim, 'wx', 0o600)).close();
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      return false;
    }
    throw error;
  }
  try {
    if (await stat(file).then(() => true, () => false)) {
      return false;
    }
    await rename(draft, file);
    return true;
  } finally {
    await unlink(claim).catch(() => undefined);
  }
}

/** The names of a new file and of the new folders above it survive a power loss only when the folders are synced, too. */
async function syncFolders(folder: string, root: string): Promise<void> {
  for (let at = folder; ; at = path.dirname(at)) {
    // Some file systems (FUSE, network shares) cannot sync a folder; they have no other way to be asked.
    const handle = await open(at, 'r').catch(() => undefined);
    await handle?.sync().catch(() => undefined);
    await handle?.close();
    if (at === root || at === path.dirname(at)) {
      return;
    }
  }
}

/** Up to the store's own folder, which stays. */
export async function removeEmptyFolders(folder: string, root: string): Promise<void> {
  for (let at = folder; at !== root && at !== path.dirname(at); at = path.dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      // Not empty, as a rule; whatever it is, an empty folder does no harm.
      return;
    }
  }
}
