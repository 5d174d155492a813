import { Command } from 'commander';
import type { CodecChoice } from '../../lib/backup/codec';
import type { BackupManifest } from '../../lib/backup/manifest';
import { takeBackup, type BackupProgress } from '../../lib/backup/take-backup';
import { verifyBackup } from '../../lib/backup/verify';
import { UserName } from '../../lib/model';
import { PASSWORD_VARIABLE, targetOf, type TargetFlags } from './backup-target';
import { manifestText } from './backups-text';
import { ExitCode } from './exit-code';
import { interruptible } from './interruptible';
import { LiveLine } from './live-line';
import { json, print, progress } from './output';
import type { Finish } from './program';
import { bytesText } from './quantities';
import { withReach } from './reach';
import { withTls } from './reach-tls';
import { readPlan } from './read-plan';
import { STORE_HELP, storeOf, usingStore, withStore, type StoreFlags } from './store-option';
import { bytes, oneOf, seconds, whole } from './values';

interface BackupFlags extends TargetFlags, StoreFlags {
  readonly to: string;
  readonly kmsKey?: string;
  readonly codec: string;
  readonly level?: string;
  readonly fromPrimary?: boolean;
  readonly deadline?: string;
  readonly minSpeed?: string;
  readonly parallel?: string;
  readonly verify?: boolean;
  readonly json?: boolean;
}

const CODECS: CodecChoice[] = ['none', 'gzip', 'zstd', 'auto'];

export function backupCommand(finish: Finish): Command {
  const command = new Command('backup')
    .summary('take a backup into a bucket or a folder')
    .description('Streams a snapshot of every shard from a healthy replica into a store, checked while it passes. Nothing is written to '
      + 'a disk here or there. There is a backup when the command says so, and not before.')
    .argument('[plan]', 'plan file; without one, name the servers with --node')
    .requiredOption('--to <store>', 's3://bucket/prefix or a folder')
    .option('--node <host:port>', 'a server; may be repeated, the other servers are found from it', (value, all: string[] = []) => [...all, value])
    .option('--name <name>', 'name of the deployment, with --node: its backups are kept under it')
    .option('--user <name>', 'ACL user, with --node (default: the default user)')
    .option('--password-file <file>', `file with its password, with --node (default: ${PASSWORD_VARIABLE} in the environment)`)
    .option('--tls', 'connect with TLS, with --node; without --tls-ca the authorities of this system are trusted')
    .option('--tls-name <name>', 'name the servers\' certificates bear, with --node (default: the host)');
  withTls(withReach(command, UserName.BACKUP));
  return withStore(command)
    .option('--kms-key <id>', 'KMS key to encrypt with (default: as the bucket does)')
    .option('--codec <codec>', `one of ${CODECS.join(', ')}; auto is zstd where this Node.js can write it, else gzip`, 'auto')
    .option('--level <n>', 'of the codec, 1 is the fastest (default: 1)')
    .option('--from-primary', 'take it from the primaries; only replicas are asked otherwise')
    .option('--deadline <duration>', 'give up after this long (default: by the size of the data)')
    .option('--min-speed <size>', 'give up when less than this comes in a second (default: 1MiB)')
    .option('--parallel <n>', 'shards at a time (default: 4)')
    .option('--verify', 'read it again when it is there, and check all of it')
    .option('--json', 'print the manifest as JSON')
    .addHelpText('after', `
${STORE_HELP}

Examples:
  $ redis-ha backup demo.redis-ha.json --to s3://my-backups/redis           the lab that \`redis-ha lab up\` started
  $ redis-ha backup demo.redis-ha.json --bindings b.json --secrets /run/secrets/demo --to /backups
  $ redis-ha backup --node 10.0.0.5:6379 --name sessions --user backup --password-file pw --to s3://my-backups

Exit code 0: it is there (and in order, with --verify). 1: it was taken and is not in order. 4: it could not be taken; nothing is left.`)
    .action(async (file: string | undefined, flags: BackupFlags) => finish(await backup(file, flags)));
}

async function backup(file: string | undefined, flags: BackupFlags): Promise<ExitCode> {
  const target = targetOf(file === undefined ? undefined : readPlan(file), flags);
  const options = {
    codec: oneOf('--codec', flags.codec, CODECS),
    ...(flags.level === undefined ? {} : { level: whole('--level', flags.level) }),
    ...(flags.parallel === undefined ? {} : { parallel: whole('--parallel', flags.parallel) }),
    ...(flags.deadline === undefined ? {} : { deadlineSeconds: seconds('--deadline', flags.deadline) }),
    ...(flags.minSpeed === undefined ? {} : { minBytesPerSecond: bytes('--min-speed', flags.minSpeed) }),
    fromPrimary: flags.fromPrimary ?? false,
  };
  const line = new LiveLine();
  return usingStore(storeOf(flags.to, flags, flags.kmsKey, '--to'), (store) => interruptible(async (signal) => {
    let manifest: BackupManifest;
    try {
      manifest = await takeBackup({ target, store, signal, ...options, progress: shown(line) });
    } finally {
      line.end();
    }
    manifest.findings.forEach((finding) => progress(`note: ${finding}`));
    const verified = flags.verify ? await verifyBackup(store, manifest, {
      signal, progress: ({ bytes: read, of }) => line.show(`verifying: ${bytesText(read)} of ${bytesText(of)}`),
    }).finally(() => line.end()) : undefined;
    print(flags.json ? json({ manifest, ...(verified && { verified }) }) : manifestText(manifest, store.url, verified));
    return verified?.ok === false ? ExitCode.NEGATIVE : ExitCode.OK;
  }));
}

/** All shards under way in one line. */
function shown(line: LiveLine): (event: BackupProgress) => void {
  const shards = new Map<number, BackupProgress>();
  return (event) => {
    shards.set(event.shard, event);
    const all = [...shards.values()].sort((a, b) => a.shard - b.shard);
    line.show(all.map(({ shard, node, bytes: sent, bytesPerSecond, done }) =>
      `shard ${shard} from ${node}: ${bytesText(sent)}${done ? ', done' : ` at ${bytesText(bytesPerSecond)}/s`}`).join('; '));
  };
}
