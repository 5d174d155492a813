import path from 'node:path';
import { Command } from 'commander';
import type { CatalogEntry } from '../../lib/backup/catalog';
import type { Store } from '../../lib/backup/store/store';
import { verifyBackup, type VerifyResult } from '../../lib/backup/verify';
import { CannotLoadHere } from '../../lib/backup/verify-deep';
import { programFolder } from '../../lib/lab/engine';
import { Engine } from '../../lib/model';
import { chosen, withBackup, type ChoiceFlags } from './backup-choice';
import { verifiedText } from './backups-text';
import { ExitCode, MachineLacks } from './exit-code';
import { interruptible } from './interruptible';
import { LiveLine } from './live-line';
import { json, print } from './output';
import type { Finish } from './program';
import { bytesText } from './quantities';
import { existingStoreOf, usingStore, withStore, type StoreFlags } from './store-option';
import { whole } from './values';

interface VerifyFlags extends StoreFlags, ChoiceFlags {
  readonly deep?: boolean;
  readonly server?: string;
  readonly parallel: string;
  readonly json?: boolean;
}

export function backupsVerify(finish: Finish): Command {
  return withStore(withBackup(
    new Command('verify').description('Reads all of a backup again and compares every byte and number with its manifest. '
      + 'The store is told what came of it: retention never lets the newest backup go that is in order, and takes one that is not for damaged.'),
    'id of a backup, latest, or all'))
    .option('--deep', 'also load it into a scratch server on this machine and compare what that holds')
    .option('--server <file>', 'the redis-server or valkey-server for --deep (default: one of the backup\'s version, as the lab finds it)')
    .option('--parallel <n>', 'shards read at a time', '2')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', `
Examples:
  $ redis-ha backups verify s3://my-backups/redis
  $ redis-ha backups verify /backups all
  $ redis-ha backups verify /backups 20261122T150203Z-4f3a91 --deep

Exit code 0: everything is in order. 1: something is not; all of it is listed. 3: no server here can load it (--deep).`)
    .action(async (url: string, id: string, flags: VerifyFlags) => {
      const results = await usingStore(existingStoreOf(url, flags), async (store) =>
        interruptible(async (signal) => verifyAll(store, await chosen(store, id, flags), flags, signal)));
      if (flags.json) {
        print(json({ store: url, results }));
      }
      finish(results.every(({ ok }) => ok) ? ExitCode.OK : ExitCode.NEGATIVE);
    });
}

async function verifyAll(
  store: Store, entries: CatalogEntry[], flags: VerifyFlags, signal: AbortSignal,
): Promise<VerifyResult[]> {
  const results: VerifyResult[] = [];
  const parallel = Math.max(1, whole('--parallel', flags.parallel));
  for (const entry of entries) {
    const line = new LiveLine();
    const deep = flags.deep && entry.manifest ? { server: flags.server ?? serverFor(entry) } : undefined;
    const result = await verifyBackup(store, entry, {
      deep, parallel, signal,
      progress: ({ bytes, of, step }) => line.show(`${entry.id}: ${step ?? `${bytesText(bytes)} of ${bytesText(of)} read`}`),
    }).catch((failure: unknown) => {
      throw failure instanceof CannotLoadHere ? new MachineLacks(failure.message) : failure;
    }).finally(() => line.end());
    results.push(result);
    if (!flags.json) {
      print(verifiedText(result));
    }
  }
  return results;
}

/** The first engine known here that is not older than the backup. */
function serverFor({ manifest, id }: CatalogEntry): string {
  const { family, version } = manifest!.engine;
  const newer = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
  const engines = Engine.all().filter((engine) => engine.family === family).sort((a, b) => newer(a.version, b.version));
  const series = version.split('.').slice(0, 2).join('.');
  const engine = engines.find((one) => newer(one.version, series) >= 0) ?? engines.at(-1);
  const folder = engine && programFolder(engine);
  if (!engine || folder === undefined) {
    throw new MachineLacks(`no ${family} server on this machine could load the backup ${id} (${family} ${version}): `
      + 'install one, or name it with --server');
  }
  return path.join(folder, engine.binaries.server);
}
