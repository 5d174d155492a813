import { mkdir, mkdtemp, open, readdir, rename, rm, rmdir, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InvalidInput } from '../../model';
import { appendOnlyNames, type AppendOnlyNames } from './append-only-names';
import { requireMovable, swapAside } from './keep-aside';
import { Owner } from './owner';
import { RESTORED_FILE, type RestoredFile } from './restored-file';

/** How a data folder is made. */
export interface DataFolderOptions extends AppendOnlyNames {
  /** What is in the folder is moved to `<folder>.kept-<time>` when the new data is complete. @default false: refused */
  readonly keepAside?: boolean;
}

const DRAFT = 'restoring-';
/** What may be in an empty folder: the root of a file system has one, and a killed restore may have left the others. */
const NO_DATA = new RegExp(`^(lost\\+found|${RESTORED_FILE.replace('.', '\\.')}|${DRAFT}.*)$`);

/**
 * A data folder in the making. No server sees half of it: everything is written elsewhere, flushed, and comes into place by
 * one rename. The snapshot becomes the base of an append-only file, because a server with `appendonly yes` does not even look
 * at a `dump.rdb` and would start empty. No nodes.conf is written, ever: a node with the file of another one takes its place.
 */
export class DataFolder {
  /**
   * Makes the folder when there is none, and a draft.
   *
   * @throws InvalidInput when something is in the folder, unless it is to be kept aside; nothing has been changed then
   */
  public static async begin(directory: string, options: DataFolderOptions = {}): Promise<DataFolder> {
    const folder = resolve(directory);
    const names = appendOnlyNames(options);
    const found = await content(folder);
    const data = found?.filter((name) => !NO_DATA.test(name)) ?? [];
    if (data.length > 0) {
      if (!options.keepAside) {
        throw notEmpty(folder, data);
      }
      await requireMovable(folder);
    }
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    // What is to be moved away stays untouched till then, so its successor grows beside it.
    const beside = data.length > 0;
    await removeDrafts(beside ? dirname(folder) : folder, beside ? `${basename(folder)}.${DRAFT}` : DRAFT);
    const draft = await mkdtemp(beside ? `${folder}.${DRAFT}` : join(folder, DRAFT));
    const begun = new DataFolder(folder, draft, names, await Owner.of(folder), beside, made);
    await begun.makeFolder(draft);
    await begun.makeFolder(begun.appendDir);
    return begun;
  }

  private constructor(
    /** Absolute path. */
    public readonly directory: string,
    private readonly draft: string,
    private readonly names: Required<AppendOnlyNames>,
    private readonly owner: Owner,
    private readonly beside: boolean,
    /** The first folder that had to be made, to be removed when nothing comes of it. */
    private readonly made: string | undefined,
  ) {}

  /** Opens the file that the snapshot goes into, empty. The caller flushes and closes it. */
  public async openBase(): Promise<FileHandle> {
    const file = join(this.appendDir, this.baseName);
    const handle = await open(file, 'w', 0o600);
    await this.owner.give(file);
    return handle;
  }

  /**
   * Puts everything into place. A crash at any point leaves a folder that is empty as far as `begin` sees it, or complete.
   *
   * @returns where the old data is now, when it was kept aside
   */
  public async commit(restored: RestoredFile): Promise<string | undefined> {
    await this.write(join(this.appendDir, `${this.names.appendFileName}.manifest`), `file ${this.baseName} seq 1 type b\n`);
    await this.write(join(this.draft, RESTORED_FILE), `${JSON.stringify(restored, undefined, 2)}\n`);
    await flush(this.appendDir);
    await flush(this.draft);
    let kept: string | undefined;
    if (this.beside) {
      kept = await swapAside(this.directory, this.draft);
    } else {
      await this.moveIn();
    }
    await flush(this.directory);
    await flush(dirname(this.directory));
    return kept;
  }

  /** Leaves everything as it was. */
  public async discard(): Promise<void> {
    await rm(this.draft, { recursive: true, force: true });
    for (let folder = this.directory; this.made !== undefined; folder = dirname(folder)) {
      // Ends at the first one that somebody else uses by now.
      if (!(await removed(folder)) || folder === resolve(this.made)) {
        break;
      }
    }
  }

  private get appendDir(): string {
    return join(this.draft, this.names.appendDirName);
  }

  private get baseName(): string {
    return `${this.names.appendFileName}.1.base.rdb`;
  }

  /** The folder itself stays: it may be the root of a file system. The data comes last, and with it everything is there. */
  private async moveIn(): Promise<void> {
    await rename(join(this.draft, RESTORED_FILE), join(this.directory, RESTORED_FILE));
    try {
      await rename(this.appendDir, join(this.directory, this.names.appendDirName));
    } catch (failure) {
      await rm(join(this.directory, RESTORED_FILE), { force: true });
      throw ['ENOTEMPTY', 'EEXIST'].includes((failure as NodeJS.ErrnoException).code ?? '')
        ? new Error(`${this.directory} was empty and has a ${this.names.appendDirName} now: a server was started on it; stop the `
          + 'server, empty the folder, and restore again')
        : failure;
    }
    await rmdir(this.draft);
  }

  private async makeFolder(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await this.owner.give(folder);
  }

  private async write(file: string, text: string): Promise<void> {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await this.owner.give(file);
  }
}

/** Names of what is in a folder; undefined when there is none. @throws InvalidInput when it is no folder */
async function content(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      return undefined;
    }
    throw new InvalidInput('--into', `cannot read the folder ${folder} (${code ?? String(failure)})`,
      'name a folder that is there and may be read, or one that can be made');
  }
}

function notEmpty(folder: string, found: string[]): InvalidInput {
  const names = found.slice(0, 5).join(', ');
  return new InvalidInput('--into', `${folder} is not empty: it has ${names}${found.length > 5 ? ' and more' : ''}`,
    'name an empty folder, or add --keep-aside to move what is there away first');
}

/** What a restore that was killed has left. */
async function removeDrafts(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(prefix)) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

async function removed(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch {
    return false;
  }
}

/** Makes renames in a folder survive a power loss. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
