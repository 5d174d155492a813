import { Command } from 'commander';
import { readManifest } from '../../lib/backup/manifest-file';
import { json, print } from './output';
import { manifestText } from './backups-text';
import { chosen, withBackup, type ChoiceFlags } from './backup-choice';
import { ExitCode } from './exit-code';
import type { Finish } from './program';
import { existingStoreOf, usingStore, withStore, type StoreFlags } from './store-option';

interface ShowFlags extends StoreFlags, ChoiceFlags {
  readonly json?: boolean;
}

export function backupsShow(finish: Finish): Command {
  return withStore(withBackup(new Command('show').description('Shows what the manifest of one backup says.')))
    .option('--json', 'print the manifest as JSON')
    .addHelpText('after', '\nExamples:\n  $ redis-ha backups show /backups                             the newest\n'
      + '  $ redis-ha backups show /backups 20261122T150203Z-4f3a91')
    .action(async (url: string, id: string, flags: ShowFlags) => {
      const manifest = await usingStore(existingStoreOf(url, flags), async (store) => {
        const [entry] = await chosen(store, id, flags);
        // Read again rather than taken from the list: a damaged one says here what is wrong with it.
        return readManifest(store, entry!.deployment, entry!.id);
      });
      print(flags.json ? json(manifest) : manifestText(manifest, url));
      finish(ExitCode.OK);
    });
}
