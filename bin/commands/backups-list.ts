import { Command } from 'commander';
import { listBackups } from '../../lib/backup/catalog';
import { listText } from './backups-text';
import { ExitCode } from './exit-code';
import { json, print } from './output';
import type { Finish } from './program';
import { existingStoreOf, usingStore, withStore, type StoreFlags } from './store-option';

interface ListFlags extends StoreFlags {
  readonly deployment?: string;
  readonly json?: boolean;
}

export function backupsList(finish: Finish): Command {
  const command = new Command('list')
    .description('Lists every backup, newest first; unfinished and damaged ones too.')
    .argument('<store>', 's3://bucket/prefix or a folder')
    .option('--deployment <name>', 'only those of one deployment');
  return withStore(command)
    .option('--json', 'print the list as JSON, manifests included')
    .addHelpText('after', '\nExamples:\n  $ redis-ha backups list s3://my-backups/redis --deployment demo\n  $ redis-ha backups list /backups --json')
    .action(async (url: string, flags: ListFlags) => {
      const backups = await usingStore(existingStoreOf(url, flags), (store) => listBackups(store, flags.deployment));
      print(flags.json ? json({ store: url, backups }) : listText(backups, url, new Date()));
      finish(ExitCode.OK);
    });
}
