import { Command } from 'commander';
import { backupsList } from './backups-list';
import { backupsPrune } from './backups-prune';
import { backupsShow } from './backups-show';
import { backupsVerify } from './backups-verify';
import type { Finish } from './program';
import { STORE_HELP } from './store-option';

export function backupsCommand(finish: Finish): Command {
  return new Command('backups')
    .summary('what a store holds: list, show, verify, prune')
    .description(`Looks at backups in a store, checks and removes them. ${STORE_HELP}`)
    .addHelpText('after', `
Examples:
  $ redis-ha backups list s3://my-backups/redis
  $ redis-ha backups verify s3://my-backups/redis --deployment demo --deep
  $ redis-ha backups prune s3://my-backups/redis --keep-daily 14 --keep-monthly 12`)
    .addCommand(backupsList(finish))
    .addCommand(backupsShow(finish))
    .addCommand(backupsVerify(finish))
    .addCommand(backupsPrune(finish));
}
