import { inParallel } from './in-parallel';
import type { BackupManifest } from './manifest';
import { BackupDamaged, BackupIncomplete, BackupTooNew, readManifest } from './manifest-file';
import { beganAt, isDeployment, MANIFEST_OBJECT, requireDeployment } from './names';
import type { Store } from './store/store';
import { isRecord, readVerdict, type Failed, type Verified } from './verification';

/** Manifests read at the same time. */
const READERS = 8;

/** How far the clock of who takes a backup may be ahead of the store's. */
const CLOCK_MS = 10 * 60_000;

const MANIFEST_LOST = 'its manifest was removed; bring the manifest back or remove the folder by hand';

/** One backup, as its folder in the store shows it. */
export interface CatalogEntry {
  readonly deployment: string;
  readonly id: string;
  /** When it began, ISO 8601; for one without a readable manifest as its id says. */
  readonly createdAt: string;
  /**
   * `complete`: its manifest is intact and everything it names is there in full length; whether the bytes are right is for
   * `verifyBackup` to say. `incomplete`: it has no manifest. `newer`: written by a newer version of this library.
   */
  readonly state: 'complete' | 'incomplete' | 'damaged' | 'newer';
  /** Of a complete one, and of one whose manifest is intact while something it names is not there, or its clock was ahead. */
  readonly manifest?: BackupManifest;
  /** Why it is not complete. */
  readonly problem?: string;
  /** Stored bytes of everything in its folder. */
  readonly bytes: number;
  /** When something was last written into its folder, ISO 8601. */
  readonly touchedAt: string;
  /** It has no manifest and records of verifications: it was finished, and somebody took its manifest away. */
  readonly manifestLost?: boolean;
  /** Of a complete one whose newest verification found it in order. */
  readonly verified?: Verified;
  /** Of a complete one whose newest verification did not. */
  readonly failed?: Failed;
}

interface Folder {
  readonly deployment: string;
  readonly id: string;
  /** Name in the folder to stored bytes. */
  readonly objects: Map<string, number>;
  touched: number;
  /** The store's own stamp of its manifest, in milliseconds; NaN without one. */
  finished: number;
}

/**
 * Every backup in a store, or every one of a deployment, newest first; unfinished and damaged ones as well.
 *
 * @throws what the store throws when it cannot be asked; damage never makes it throw
 */
export async function listBackups(store: Store, deployment?: string): Promise<CatalogEntry[]> {
  if (deployment !== undefined) {
    requireDeployment(deployment);
  }
  const folders = await foldersIn(store, deployment === undefined ? '' : `${deployment}/`);
  const entries = await inParallel(folders, READERS, (folder) => entryOf(store, folder));
  return entries.sort(newestFirst);
}

type Ordered = Pick<CatalogEntry, 'deployment' | 'id' | 'createdAt'>;

/** Order of a listing: by time, and among backups of one second always the same. */
export function newestFirst(a: Ordered, b: Ordered): number {
  const apart = Date.parse(b.createdAt) - Date.parse(a.createdAt);
  return apart || (a.id === b.id ? compare(a.deployment, b.deployment) : compare(b.id, a.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What is not a backup's (leases, other people's objects) is passed over. */
async function foldersIn(store: Store, prefix: string): Promise<Folder[]> {
  const folders = new Map<string, Folder>();
  for await (const { key, bytes, modifiedAt } of store.list(prefix)) {
    const [deployment = '', id = '', name = '', ...deeper] = key.split('/');
    if (!isDeployment(deployment) || beganAt(id) === undefined || name === '' || deeper.length > 0) {
      continue;
    }
    const path = `${deployment}/${id}`;
    const folder = folders.get(path) ?? { deployment, id, objects: new Map<string, number>(), touched: 0, finished: NaN };
    folder.objects.set(name, bytes);
    folder.touched = Math.max(folder.touched, modifiedAt.getTime());
    folder.finished = name === MANIFEST_OBJECT ? modifiedAt.getTime() : folder.finished;
    folders.set(path, folder);
  }
  return [...folders.values()];
}

async function entryOf(store: Store, folder: Folder): Promise<CatalogEntry> {
  const { deployment, id, objects, touched } = folder;
  const about = {
    deployment,
    id,
    createdAt: beganAt(id)!.toISOString(),
    bytes: [...objects.values()].reduce((sum, bytes) => sum + bytes, 0),
    touchedAt: new Date(touched).toISOString(),
  };
  if (!objects.has(MANIFEST_OBJECT)) {
    return [...objects.keys()].some(isRecord)
      ? { ...about, state: 'incomplete', manifestLost: true, problem: MANIFEST_LOST }
      : { ...about, state: 'incomplete', problem: new BackupIncomplete(deployment, id).problems[0] };
  }
  try {
    const manifest = await readManifest(store, deployment, id);
    const problems = [...objectProblems(manifest, objects), ...clockProblems(manifest, folder)];
    return {
      ...about,
      createdAt: new Date(manifest.createdAt).toISOString(),
      manifest,
      ...(problems.length > 0
        ? { state: 'damaged', problem: problems.join('; ') }
        : { state: 'complete', ...await readVerdict(store, manifest, [...objects.keys()]) }),
    };
  } catch (failure) {
    if (failure instanceof BackupDamaged) {
      return { ...about, state: failure instanceof BackupIncomplete ? 'incomplete' : 'damaged', problem: failure.problems.join('; ') };
    }
    if (failure instanceof BackupTooNew) {
      return { ...about, state: 'newer', problem: failure.message };
    }
    throw failure;
  }
}

/** Else it would be the newest until the others catch up, and others would go for it. An id says the same as its createdAt. */
function clockProblems({ createdAt }: BackupManifest, { finished }: Folder): string[] {
  const ahead = Date.parse(createdAt) - finished;
  return ahead <= CLOCK_MS ? [] : [`the clock of who took it was ahead: it says that it began at ${createdAt}, `
    + `and the store says that it was finished at ${new Date(finished).toISOString()}`];
}

/** What a listing alone shows to be wrong with what a manifest names: objects that are missing, or have another length. */
export function objectProblems({ shards }: BackupManifest, objects: ReadonlyMap<string, number>): string[] {
  return shards.flatMap(({ object, storedBytes }) => {
    const bytes = objects.get(object);
    return bytes === undefined ? [`${object} is missing`]
      : bytes === storedBytes ? [] : [`${object} has ${bytes} bytes instead of ${storedBytes}`];
  });
}
