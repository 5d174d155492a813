import { backupJob } from './backup-job';
import { fetchForProof, proveRestore } from './restore-proof';

const VERBS: Record<string, (env: NodeJS.ProcessEnv, signal: AbortSignal) => Promise<number>> = {
  take: backupJob, fetch: fetchForProof, prove: proveRestore,
};

const ending = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.once(name, () => ending.abort(new Error(`the run was told to end (${name}), as when its node is drained`)));
}

async function main(): Promise<number> {
  const work = VERBS[process.argv[2] ?? ''];
  if (!work || process.argv.length > 3) {
    throw new Error(`usage: redis-ha-backup ${Object.keys(VERBS).join('|')}`);
  }
  return work(process.env, ending.signal);
}

main().then((code) => process.exit(code), (failure: unknown) => {
  process.stderr.write(`redis-ha-backup: ${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exit(1);
});
