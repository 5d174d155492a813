import { parseArgs } from 'node:util';
import { BackupDamaged, BackupTooNew } from '../backup/manifest-file';
import { RestoreRefused } from '../backup/restore/restore-problems';
import type { NodeConfig } from '../config';
import { InvalidInput } from '../model';
import { jsonLog } from './log';
import { openPlatform } from './platform/open';
import { readConfig } from './read-config';
import { seed } from './seed';
import { writeSeedStatus } from './seed-status';

const USAGE = 'usage: redis-ha-seed --config <node.json> [--server-version <version>]';

/**
 * Between prepare and Redis; whatever it ends with but 0 keeps Redis from starting. A program of its own, since it carries
 * an S3 client that no agent needs.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'config': { type: 'string' }, 'server-version': { type: 'string' } } });
  if (!values.config) {
    throw new Error(USAGE);
  }
  const config = await readConfig(values.config);
  try {
    await seed(config, openPlatform(config), jsonLog(config.node), { serverVersion: values['server-version'] });
  } catch (failure) {
    await tell(config, failure);
    throw failure;
  }
}

/** The agent beside it shows why Redis does not start. */
async function tell(config: NodeConfig, failure: unknown): Promise<void> {
  const hopeless = [BackupDamaged, BackupTooNew, RestoreRefused, InvalidInput].some((kind) => failure instanceof kind);
  const detail = failure instanceof Error ? failure.message : String(failure);
  jsonLog(config.node)('not-seeded', { again: !hopeless, error: detail });
  await writeSeedStatus(config, { state: hopeless ? 'refused' : 'failed', detail, at: Date.now() }).catch(() => undefined);
}

main().then(() => process.exit(0), (failure: unknown) => {
  process.stderr.write(`redis-ha-seed: ${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exit(1);
});
