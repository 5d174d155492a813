import type { BackupManifest } from '../backup/manifest';
import { BackupDamaged, BackupTooNew, readManifest } from '../backup/manifest-file';
import { mostlyStrays } from '../backup/restore/strays';
import { restoreProblems, RestoreRefused, type RestoreTarget } from '../backup/restore/restore-problems';
import { draftShard } from '../backup/restore/restore-shard';
import { openStore } from '../backup/store/open-store';
import type { Store } from '../backup/store/store';
import { layoutOf, type NodeConfig } from '../config';
import { Engine, TopologyKind } from '../model';
import type { RestoreBinding } from '../plan';
import { decideSeed, type SeedDecision, type SeedFacts } from './decide-seed';
import { readDeployment, type Deployment } from './deployment';
import { failpoint } from './failpoint';
import type { Log } from './log';
import type { Platform } from './platform/platform';
import { markerOf, seedFacts } from './seed-facts';
import { SeedProgress } from './seed-progress';

export interface SeedOptions {
  /** Version of the server that will run, where it is not the plan's. */
  readonly serverVersion?: string;
  /** Without a byte for this long it is given up and tried again, in milliseconds. @default 5 minutes */
  readonly stallMs?: number;
}

/** How often the marker is asked for at the end, when a failure costs the whole download. */
const LAST_LOOKS = 20;

/** Redis must not start; it is tried again. */
export class NotSeeded extends Error {}

/**
 * Puts the backup that a deployment begins with into the Redis directory of a node that leads, once, before Redis starts.
 * Does nothing on every other node and at every later start. Whatever fails or dies, the directory is as it was.
 *
 * @returns what was done, and why
 * @throws NotSeeded when it is not certain that this may be done; and what restoring throws
 */
export async function seed(config: NodeConfig, platform: Platform, log: Log, options: SeedOptions = {}): Promise<SeedDecision> {
  const deployment = await readDeployment(config);
  const look: Look = (attempts) => markerOf(platform, attempts, (error) => log('marker-unreadable', { error }));
  const decision = decideSeed(await seedFacts(config, deployment, () => look(1)));
  log('seed', { ...decision });
  if (decision.action === 'refuse') {
    throw new NotSeeded(decision.reason);
  }
  return decision.action === 'seed' ? fill(config, deployment, log, look, options) : decision;
}

type Look = (attempts: number) => Promise<SeedFacts['marker']>;

async function fill(
  config: NodeConfig, deployment: Deployment, log: Log, look: Look, options: SeedOptions,
): Promise<SeedDecision> {
  const restore = deployment.bindings.restore!;
  const progress = new SeedProgress(config, log, options.stallMs);
  const store = openStore(restore.store, optional(restore));
  try {
    await progress.say('reading its manifest');
    const manifest = await progress.unlessStalled(manifestOf(store, restore));
    const target = targetOf(deployment, options.serverVersion);
    refuseUnfit(manifest, target);
    const drafted = await progress.unlessStalled(draftShard({
      store, manifest, shard: deployment.self.shard ?? 1, shards: target.shards, directory: layoutOf(config).redisDir,
      signal: progress.signal, progress: (now) => progress.note(now),
    }));
    const foreign = mostlyStrays(manifest, drafted.result.strays);
    if (foreign.length > 0) {
      await drafted.discard();
      throw new RestoreRefused(manifest, foreign);
    }
    failpoint('seed:drafted');
    const objection = await formedMeanwhile(look);
    if (objection) {
      await drafted.discard();
      log('seed', { ...objection });
      return refusable(objection);
    }
    const { keys, functions, bytes, shard, strays } = await drafted.commit();
    log('seeded', { backup: manifest.id, of: manifest.deployment, shard, shards: target.shards, keys, functions, bytes, strays });
    failpoint('seed:committed');
    return { action: 'seed', reason: `seeded with the backup ${manifest.id}` };
  } finally {
    await progress.end();
    store.close();
  }
}

async function manifestOf(store: Store, { deployment, backup }: RestoreBinding): Promise<BackupManifest> {
  try {
    return await readManifest(store, deployment, backup);
  } catch (failure) {
    if (failure instanceof BackupDamaged || failure instanceof BackupTooNew || !/permission denied/.test(String(failure))) {
      throw failure;
    }
    // Who may not list is told the same of what is not there.
    throw new Error(`${store.url} has no backup ${backup} of ${deployment}, or no permission to read it: ${(failure as Error).message}`,
      { cause: failure });
  }
}

/** A download takes its time: what has been true before it may not be any longer. */
async function formedMeanwhile(look: Look): Promise<SeedDecision | undefined> {
  const marker = await look(LAST_LOOKS);
  return marker === 'absent' ? undefined : decideSeed({ backup: '', leads: true, data: [], memory: 'forming', marker });
}

function refusable(decision: SeedDecision): SeedDecision {
  if (decision.action === 'refuse') {
    throw new NotSeeded(decision.reason);
  }
  return decision;
}

function refuseUnfit(manifest: BackupManifest, target: RestoreTarget): void {
  const problems = restoreProblems(manifest, target);
  if (problems.length > 0) {
    throw new RestoreRefused(manifest, problems);
  }
}

function targetOf({ plan }: Deployment, serverVersion?: string): RestoreTarget {
  const { family, version } = Engine.of(plan.engine.name);
  const cluster = plan.topology.kind === TopologyKind.CLUSTER;
  return { engine: { family, version: serverVersion ?? version }, cluster, shards: cluster ? plan.topology.shards : 1 };
}

function optional({ endpoint, region }: RestoreBinding): { endpoint?: string; region?: string } {
  return { ...(endpoint === undefined ? {} : { endpoint }), ...(region === undefined ? {} : { region }) };
}
