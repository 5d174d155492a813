import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isDraft, keyOfDraft } from './directory-draft';
import { codeOf } from './directory-errors';
import { isObjectKey } from './object-key';

/** A file below a store's folder. */
export interface FoundFile {
  /** Of the object that it is, or was to become. */
  readonly key: string;
  readonly path: string;
  readonly draft: boolean;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/**
 * Objects and drafts whose key begins so, objects in the order of their keys. One folder at a time is held in memory; what comes
 * or goes meanwhile may or may not be among them. Files that cannot be objects (by their names, or as links) are passed over.
 */
export async function* filesBelow(root: string, prefix: string, folderKey = ''): AsyncGenerator<FoundFile> {
  for (const { name, folder } of await entriesOf(path.join(root, folderKey))) {
    const file = path.join(root, folderKey, name);
    if (folder) {
      const key = `${folderKey}${name}/`;
      if (isObjectKey(key.slice(0, -1)) && (key.startsWith(prefix) || prefix.startsWith(key))) {
        yield* filesBelow(root, prefix, key);
      }
      continue;
    }
    const draft = isDraft(name);
    const key = draft ? keyOfDraft(folderKey, name) : folderKey + name;
    if (!isObjectKey(key) || !key.startsWith(prefix)) {
      continue;
    }
    const found = await stat(file).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') {
        return undefined;
      }
      throw error;
    });
    if (found) {
      yield { key, path: file, draft, bytes: found.size, modifiedAt: found.mtime };
    }
  }
}

async function entriesOf(folder: string): Promise<{ name: string; folder: boolean }[]> {
  try {
    const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile() || entry.isDirectory());
    // A folder's objects come where "folder/" sorts, as in S3: "a-b" is before "a/b".
    const sortedBy = (entry: { name: string; folder: boolean }): string => (entry.folder ? `${entry.name}/` : entry.name);
    return entries.map((entry) => ({ name: entry.name, folder: entry.isDirectory() }))
      .sort((a, b) => (sortedBy(a) < sortedBy(b) ? -1 : 1));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return [];
    }
    throw error;
  }
}
