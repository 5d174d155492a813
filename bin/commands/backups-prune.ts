import { Command } from 'commander';
import { takeBackLeftovers } from '../../lib/backup/leftovers';
import { prune } from '../../lib/backup/prune';
import type { RetentionPolicy } from '../../lib/backup/retention-policy';
import type { OpenedStore } from '../../lib/backup/store/opened-store';
import { InvalidInput } from '../../lib/model';
import { prunedText } from './backups-text';
import { ExitCode } from './exit-code';
import { LiveLine } from './live-line';
import { json, print, progress } from './output';
import type { Finish } from './program';
import { existingStoreOf, usingStore, withStore, type StoreFlags } from './store-option';
import { seconds, whole } from './values';

interface PruneFlags extends StoreFlags {
  readonly deployment?: string;
  readonly keepLast?: string;
  readonly keepWithin?: string;
  readonly keepDaily?: string;
  readonly keepWeekly?: string;
  readonly keepMonthly?: string;
  readonly keepYearly?: string;
  readonly dropDamaged?: boolean;
  readonly confirm?: boolean;
  readonly json?: boolean;
}

const DAY_SECONDS = 86_400;

export function backupsPrune(finish: Finish): Command {
  const command = new Command('prune')
    .description('Removes the backups that no rule keeps, every version of them. Says what it would remove and why; removes with --confirm.')
    .argument('<store>', 's3://bucket/prefix or a folder')
    .option('--deployment <name>', 'only those of one deployment; each deployment is decided for itself anyway')
    .option('--keep-last <n>', 'the newest so many')
    .option('--keep-within <duration>', 'all that are not older, for example 30d')
    .option('--keep-daily <n>', 'the newest of each of the latest so many days that have one (UTC)')
    .option('--keep-weekly <n>', 'the same for weeks, Monday to Sunday')
    .option('--keep-monthly <n>', 'for months')
    .option('--keep-yearly <n>', 'for years')
    .option('--drop-damaged', 'also remove damaged ones, where an intact one of the same deployment exists')
    .option('--confirm', 'remove them');
  return withStore(command)
    .option('--json', 'print every decision as JSON')
    .addHelpText('after', `
A backup stays when any rule keeps it. Whatever the rules say, the newest complete and the newest verified one stay, and so does
what may still be being written. A lock or a legal hold on any object of a backup keeps all of it, and is reported. With --confirm
what killed runs left unfinished more than a day ago is taken back too.

Examples:
  $ redis-ha backups prune s3://my-backups/redis --keep-daily 14 --keep-monthly 12
  $ redis-ha backups prune /backups --deployment demo --keep-within 7d --confirm`)
    .action(async (url: string, flags: PruneFlags) => {
      const policy = policyOf(flags);
      const now = new Date();
      const line = new LiveLine();
      const { deployment, confirm = false, dropDamaged } = flags;
      const { pruned, leftovers } = await usingStore(existingStoreOf(url, flags), async (store) => {
        const decided = await prune(store, policy, {
          deployment, confirm, dropDamaged, now, progress: ({ backup, outcome }) => line.show(`${backup.id}: ${outcome}`),
        }).finally(() => line.end());
        const deployments = deployment === undefined ? decided.map(({ backup }) => backup.deployment) : [deployment];
        return { pruned: decided, leftovers: confirm ? await takenBack(store, deployments, now) : undefined };
      });
      const backups = pruned.map(({ backup: { manifest: _, ...backup }, ...rest }) => ({ ...backup, ...rest }));
      print(flags.json ? json({ store: url, confirm, policy, backups, leftovers }) : prunedText(pruned, confirm, now));
      if (leftovers && !flags.json) {
        print(`${leftovers} unfinished object${leftovers === 1 ? '' : 's'} of killed runs taken back`);
      }
      finish(ExitCode.OK);
    });
}

/** What was pruned is told whatever comes of this. @returns undefined when it could not be done, which is said */
async function takenBack(store: OpenedStore, deployments: string[], now: Date): Promise<number | undefined> {
  return takeBackLeftovers(store, deployments, now).catch((failure: unknown) => {
    progress(`unfinished objects of killed runs are not taken back: ${(failure as Error).message}`);
    return undefined;
  });
}

function policyOf(flags: PruneFlags): RetentionPolicy {
  const count = (flag: string, text: string | undefined, rule: keyof RetentionPolicy): RetentionPolicy =>
    (text === undefined ? {} : { [rule]: atLeastOne(flag, text) });
  const policy = {
    ...count('--keep-last', flags.keepLast, 'last'),
    ...count('--keep-daily', flags.keepDaily, 'daily'),
    ...count('--keep-weekly', flags.keepWeekly, 'weekly'),
    ...count('--keep-monthly', flags.keepMonthly, 'monthly'),
    ...count('--keep-yearly', flags.keepYearly, 'yearly'),
    ...(flags.keepWithin === undefined ? {} : { withinDays: seconds('--keep-within', flags.keepWithin) / DAY_SECONDS }),
  };
  if (Object.keys(policy).length === 0) {
    throw new InvalidInput('--keep-last', 'no rule was given', 'say what to keep with at least one of --keep-last, --keep-within, '
      + '--keep-daily, --keep-weekly, --keep-monthly, --keep-yearly');
  }
  return policy;
}

function atLeastOne(flag: string, text: string): number {
  const number = whole(flag, text);
  if (number < 1 || number > 100_000) {
    throw new InvalidInput(flag, `got ${number}`, 'give a whole number from 1 to 100000, or leave the rule out');
  }
  return number;
}
