import type { Command } from 'commander';
import { listBackups, type CatalogEntry } from '../../lib/backup/catalog';
import type { Store } from '../../lib/backup/store/store';
import { InvalidInput } from '../../lib/model';

export interface ChoiceFlags {
  readonly deployment?: string;
}

/** Arguments of every command about one backup, or some. */
export function withBackup(command: Command, words = 'id of a backup, or latest'): Command {
  return command
    .argument('<store>', 's3://bucket/prefix or a folder')
    .argument('[backup]', words, 'latest')
    .option('--deployment <name>', 'deployment it is of; needed where the store has several');
}

/**
 * The backups meant by an id, `latest` (the newest complete one) or `all` (all but unfinished ones), newest first.
 *
 * @throws InvalidInput when there is none, or it is not clear of which deployment
 */
export async function chosen(store: Store, id: string, { deployment }: ChoiceFlags): Promise<CatalogEntry[]> {
  const entries = await listBackups(store, deployment);
  if (id === 'all') {
    return some(entries.filter(({ state }) => state !== 'incomplete'), store, deployment);
  }
  if (id === 'latest') {
    const complete = some(entries.filter(({ state }) => state === 'complete'), store, deployment);
    requireOne(complete);
    return complete.slice(0, 1);
  }
  const found = entries.filter((entry) => entry.id === id);
  if (found.length === 0) {
    throw new InvalidInput('backup', `${store.url} has no ${id}${deployment === undefined ? '' : ` of ${deployment}`}`,
      'see `redis-ha backups list` for those it has');
  }
  requireOne(found);
  return found;
}

function some(entries: CatalogEntry[], store: Store, deployment?: string): CatalogEntry[] {
  if (entries.length === 0) {
    throw new InvalidInput('store', `${store.url} has no complete backup${deployment === undefined ? '' : ` of ${deployment}`}`,
      'take one with `redis-ha backup`, or see `redis-ha backups list`');
  }
  return entries;
}

function requireOne(entries: CatalogEntry[]): void {
  const names = [...new Set(entries.map((entry) => entry.deployment))].sort();
  if (names.length > 1) {
    throw new InvalidInput('--deployment', 'missing', `the store has backups of ${names.join(', ')}: say which is meant`);
  }
}
