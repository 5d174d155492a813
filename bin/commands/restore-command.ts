import { Command } from 'commander';
import { RestoreRefused } from '../../lib/backup/restore/restore-problems';
import { restoreLatest } from '../../lib/backup/restore/restore-latest';
import type { RestoreProgress } from '../../lib/backup/restore/restore-shard';
import { Engine } from '../../lib/model';
import { ExitCode } from './exit-code';
import { interruptible } from './interruptible';
import { json, print, progress } from './output';
import type { Finish } from './program';
import { bytesText } from './quantities';
import { readPlan } from './read-plan';
import { directoryOf, onlyShard, targetFor, type TargetFlags } from './restore-target';
import { restoreJson, restoreText, type Skipped } from './restore-text';
import { existingStoreOf, STORE_HELP, withStore, type StoreFlags } from './store-option';

interface Flags extends TargetFlags, StoreFlags {
  readonly deployment?: string;
  readonly keepAside?: boolean;
  readonly appendDirName?: string;
  readonly appendFileName?: string;
  readonly json?: boolean;
}

/** Progress is told at most this often, in milliseconds. */
const TELL_MS = 2000;

export function restoreCommand(finish: Finish): Command {
  const command = new Command('restore')
    .summary('make data folders from a backup')
    .description('Makes the data folder of a server, or of each shard of a Cluster, from a backup: as the base of an append-only file, checked '
      + 'to the last byte, and in place only when all of it is there. Never writes into a folder that holds anything, or that a server runs on. '
      + 'A new deployment of this library needs none of it: it begins with a backup by itself (docs/recovery.md).')
    .argument('<store>', 's3://bucket/prefix or a folder')
    .requiredOption('--into <folder>', 'data folder; for several shards, the folder that shard-1, shard-2, ... are made in')
    .option('--deployment <name>', 'whose backup (default: the only one in the store)')
    .option('--backup <id>', 'which backup; when it is damaged, nothing is restored')
    .option('--latest', 'the newest backup that is in order (the default); says which newer ones are not')
    .option('--shards <n>', 'shards of the new deployment (default: as many as were backed up)')
    .option('--plan <file>', 'plan of the new deployment: its shards, its engine, which folder belongs to which node')
    .option('--shard <n>', 'only this shard of them, into the folder itself; on the machine it belongs to, with --backup')
    .option('--engine <engine>', `server that will load it: ${Engine.all().map((engine) => engine.name).join(', ')} (default: as backed up)`)
    .option('--keep-aside', 'move what is in the folder to <folder>.kept-<time> once the new data is complete')
    .option('--append-dir-name <name>', 'appenddirname of the server\'s configuration (default: appendonlydir)')
    .option('--append-file-name <name>', 'appendfilename of the server\'s configuration (default: appendonly.aof)');
  return withStore(command)
    .option('--json', 'print what was restored as JSON')
    .addHelpText('after', `
Examples:
  $ redis-ha restore /var/backups/redis --into /var/lib/redis --keep-aside             a server that lost its data, stopped before
  $ redis-ha restore s3://backups/redis --deployment orders --into ./orders            each shard in a folder below ./orders
  $ redis-ha restore s3://backups/redis --deployment orders --shards 5 --into ./five   the same keys for five shards
  $ redis-ha restore s3://backups/redis --deployment orders --backup 20261122T150203Z-4f3a91 --shards 3 --shard 2 --into /var/lib/redis

Exit code 0: restored, and in place. 1: the backup does not fit what it is to be restored into; nothing was downloaded. In every case but
0 the folder is as it was. What to do after a loss, step by step: docs/recovery.md. ${STORE_HELP}`)
    .action(async (store: string, flags: Flags) => finish(await restore(store, flags)));
}

async function restore(url: string, flags: Flags): Promise<ExitCode> {
  const only = onlyShard(flags);
  const plan = flags.plan === undefined ? undefined : readPlan(flags.plan);
  const target = targetFor(flags, plan);
  const { appendDirName, appendFileName, keepAside } = flags;
  const store = existingStoreOf(url, flags);
  const skipped: Skipped[] = [];
  try {
    // Whoever interrupts a restore finds the folder as it was.
    const restored = await interruptible((signal) => restoreLatest({
      store, choice: { deployment: flags.deployment, id: flags.backup }, targetFor: target,
      directoryOf: directoryOf(flags, only), only, keepAside, appendDirName, appendFileName,
      signal, progress: teller(),
      onSkip: (id, reason) => {
        skipped.push({ id, reason });
        progress(`${id} cannot be used: ${reason}`);
      },
    }));
    const { shards, engine: { family } } = target(restored.manifest);
    const report = { restored, shards, family, skipped, plan, names: { appendDirName, appendFileName } };
    print(flags.json ? json(restoreJson(report)) : restoreText(report));
    return ExitCode.OK;
  } catch (failure) {
    if (failure instanceof RestoreRefused) {
      progress(`redis-ha: ${failure.message}`);
      return ExitCode.NEGATIVE;
    }
    throw failure;
  } finally {
    store.close();
  }
}

function teller(): (now: RestoreProgress) => void {
  let told = 0;
  return ({ shard, bytes, of }) => {
    const now = Date.now();
    if (now - told >= TELL_MS || bytes === of) {
      told = now;
      progress(`shard ${shard}: ${of === 0 ? 100 : Math.floor((100 * bytes) / of)} % of ${bytesText(of)}`);
    }
  };
}
