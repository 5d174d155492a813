import { openStore } from '../../../lib/backup/store/open-store';
import { takeBackup } from '../../../lib/backup/take-backup';

/**
 * A process that takes one backup, as the command line or a Lambda does, and tells what it took: started with the options
 * as JSON, it prints one line of JSON.
 */
async function main(): Promise<void> {
  const { store, ...options } = JSON.parse(process.argv[2]!) as { store: string };
  const began = performance.now();
  const manifest = await takeBackup({ ...options, store: openStore(store) } as never);
  console.log(JSON.stringify({
    manifest, seconds: (performance.now() - began) / 1000, maxRssBytes: process.resourceUsage().maxRSS * 1024,
  }));
}

main().catch((failure: unknown) => {
  console.error(failure);
  process.exitCode = 1;
});
