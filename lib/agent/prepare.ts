import { mkdir } from 'node:fs/promises';
import { layoutOf, renderAcl, renderRedisConf, sentinelPassword, type NodeConfig } from '../config';
import { NodeRole } from '../plan';
import { readDeployment, type Deployment } from './deployment';
import { takeCertificates } from './certificates/take-certificates';
import { discardOrphanedClusterConf } from './discard-orphaned';
import { jsonLog } from './log';
import type { Platform } from './platform/platform';
import { resolveBindings, type ResolveOptions } from './pod/resolve-bindings';
import { StopFiles } from './pod/stop-files';
import { startingPlan } from './transport/last-transport';
import { writeAtomically } from './write-atomically';

/**
 * Renders what Redis and Sentinel read at start. Waits for nobody (but in a pod for the names of its Services) and decides
 * nothing: the command line starts Redis as nobody, and sentinel.conf is written by `run`, which knows.
 */
export async function prepare(config: NodeConfig, platform: Platform, options: ResolveOptions = {}): Promise<void> {
  if (config.platform.kind === 'kubernetes') {
    // Nothing that was asked for before the containers began means anything.
    await new StopFiles(config.runDir).clear();
    await resolveBindings(config, jsonLog(config.node), options);
  }
  const { plan, bindings, self } = await readDeployment(config);
  const secrets = await platform.secrets();
  if (plan.tls) {
    await takeCertificates(config, plan.tls, platform);
  }
  const layout = layoutOf(config);
  await mkdir(config.runDir, { recursive: true });
  if (self.roles.includes(NodeRole.DATA)) {
    await mkdir(layout.redisDir, { recursive: true, mode: 0o700 });
    if (await discardOrphanedClusterConf(config)) {
      jsonLog(config.node)('nodes-conf-discarded', { reason: 'this node held keys and its append-only files are gone' });
    }
    await writeAtomically(layout.redisAcl, renderAcl(plan, secrets, 'redis'), { durable: false });
    await writeRedisConf(config, { plan: await startingPlan(plan, config), bindings, self }, secrets);
  }
  if (self.roles.includes(NodeRole.SENTINEL)) {
    // Said now and not when Sentinel first restarts.
    sentinelPassword(secrets);
    await mkdir(layout.sentinelDir, { recursive: true, mode: 0o700 });
    await writeAtomically(layout.sentinelAcl, renderAcl(plan, secrets, 'sentinel'), { durable: false });
  }
}

/** What a data server reads whenever it starts; nothing on a node that has none. */
export async function writeRedisConf(
  config: NodeConfig, { plan, bindings, self }: Deployment, secrets: Record<string, string>,
): Promise<void> {
  if (self.roles.includes(NodeRole.DATA)) {
    const text = renderRedisConf(plan, config, bindings.addresses, secrets);
    await writeAtomically(layoutOf(config).redisConf, text, { durable: false });
  }
}
