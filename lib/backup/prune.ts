import { listBackups, type CatalogEntry } from './catalog';
import { inParallel } from './in-parallel';
import { backupFolder, MANIFEST_OBJECT } from './names';
import { decideRetention, type RetentionDecision, type RetentionOptions } from './retention';
import type { RetentionPolicy } from './retention-policy';
import type { Store } from './store/store';
import { isRecord } from './verification';

/** Objects whose locks are asked for at the same time. */
const ASKED = 8;

export interface PruneOptions extends RetentionOptions {
  /** Only this one. @default - every deployment in the store, each for itself */
  readonly deployment?: string;
  /** Removes; without it this only says what it would remove. */
  readonly confirm?: boolean;
  /** @default - the clock of this machine */
  readonly now?: Date;
  /** Told after each backup. */
  readonly progress?: (pruned: Pruned) => void;
}

/** What became of a backup. */
export interface Pruned extends RetentionDecision<CatalogEntry> {
  /**
   * `kept` as decided; `would-remove` in a dry run; `removed`; `held`: something holds an object of it, so all of it
   * stays; `partly-held`: somebody placed a hold while it was being removed: it is no backup any more, and what is held stays.
   */
  readonly outcome: 'kept' | 'would-remove' | 'removed' | 'held' | 'partly-held';
  /** What stays although it should go, and what holds it. */
  readonly held: string[];
}

/**
 * Removes what a policy does not keep. A dry run unless `confirm`. No lease is needed: a backup that is being written has no
 * manifest, and retention leaves such a folder alone for a day after the last write.
 *
 * @returns every backup with what became of it and why, newest first
 * @throws InvalidInput for a policy without a rule, and what the store throws when it cannot be asked: then run it again
 */
export async function prune(store: Store, policy: RetentionPolicy, options: PruneOptions = {}): Promise<Pruned[]> {
  const { deployment, confirm = false, now = new Date(), progress } = options;
  const decisions = decideRetention(await listBackups(store, deployment), policy, now, options);
  const pruned: Pruned[] = [];
  for (const decision of decisions) {
    const result = decision.keep ? { ...decision, outcome: 'kept' as const, held: [] }
      : confirm ? await removed(store, decision) : { ...decision, outcome: 'would-remove' as const, held: [] };
    pruned.push(result);
    progress?.(result);
  }
  return pruned;
}

/**
 * Nothing goes while anything holds any object of it: a shard that is held without its manifest is no backup. The manifest goes
 * first: a reader never sees one whose objects are partly gone. The records of its verifications are next: interrupted after
 * that, a folder is left that looks as if it was never finished, which the next run takes.
 */
async function removed(store: Store, decision: RetentionDecision<CatalogEntry>): Promise<Pruned> {
  const folder = backupFolder(decision.backup.deployment, decision.backup.id);
  const keys: string[] = [];
  for await (const { key } of store.list(folder)) {
    keys.push(key);
  }
  const manifest = `${folder}${MANIFEST_OBJECT}`;
  const finished = keys.includes(manifest);
  if (finished && decision.backup.state === 'incomplete') {
    return { ...decision, keep: true, why: ['it was finished meanwhile'], outcome: 'kept', held: [] };
  }
  const holds = await inParallel(keys, ASKED, async (key) => ({ key, hold: await store.holds(key) }));
  const inTheWay = holds.flatMap(({ key, hold }) => (hold === undefined ? [] : [`${key.slice(folder.length)}: ${hold}`]));
  if (inTheWay.length > 0) {
    return { ...decision, outcome: 'held', held: inTheWay };
  }
  if (finished) {
    const { kept } = await store.remove(manifest);
    if (kept !== undefined) {
      return { ...decision, outcome: 'held', held: [`${MANIFEST_OBJECT}: ${kept}`] };
    }
  }
  const held: string[] = [];
  for (const key of recordsFirst(keys.filter((one) => one !== manifest))) {
    const { kept } = await store.remove(key);
    if (kept !== undefined) {
      held.push(`${key.slice(folder.length)}: ${kept}`);
    }
  }
  return { ...decision, outcome: held.length > 0 ? 'partly-held' : 'removed', held };
}

function recordsFirst(keys: string[]): string[] {
  const record = (key: string): boolean => isRecord(key.slice(key.lastIndexOf('/') + 1));
  return [...keys.filter(record), ...keys.filter((key) => !record(key))];
}
