import { backupJob } from './backup-job';

const ending = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.once(name, () => ending.abort(new Error(`the run was told to end (${name}), as when its node is drained`)));
}

backupJob(process.env, ending.signal).then((code) => process.exit(code), (failure: unknown) => {
  process.stderr.write(`redis-ha-backup: ${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exit(1);
});
