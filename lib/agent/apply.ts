import { rm } from 'node:fs/promises';
import { FENCE, layoutOf, renderSentinelConf, type NodeConfig, type SentinelStart } from '../config';
import { TopologyKind } from '../model';
import { replicationPort, type Bindings, type DeploymentPlan } from '../plan';
import { parseInfo, type RedisLink } from '../redis';
import { ClusterApplier } from './cluster/apply-cluster';
import { askFailover, seenBySentinel } from './sentinel/ask-failover';
import type { Desired } from './desired';
import { demote } from './demote';
import { ORDINARY_PRIORITY } from './sentinel/handover';
import type { Links } from './links';
import type { Log } from './log';
import type { MemoryFile } from './memory';
import type { Platform } from './platform/platform';
import type { Situation } from './situation';
import { leastReplicas } from './region/least-replicas';
import { writeAtomically } from './write-atomically';
import { failpoint } from './failpoint';

export interface ApplyTools {
  readonly plan: DeploymentPlan;
  readonly bindings: Bindings;
  readonly config: NodeConfig;
  readonly secrets: Record<string, string>;
  readonly links: Links;
  /** The Sentinel to ask; absent where there are none. */
  readonly partner?: (now: number) => string | undefined;
  /** Names this node as the first primary; absent where no role marker says so. */
  readonly claimRole?: () => Promise<void>;
  readonly memory: MemoryFile;
  readonly platform: Platform;
  readonly log: Log;
}

/** An emptied marker is put back by several nodes at once, each of which tries so often. */
const RESTORE_SPACING_MS = 10_000;

/** Makes true what was decided: memory first, then stopping writes, then the role, and opening last. */
export class Applier {
  private lastAskAt = 0;
  private asking = false;
  /** By the last decision. */
  private failoverWanted = false;
  private chosenSince = 0;
  private claimed?: string;
  private restoredAt = 0;
  private readonly cluster?: ClusterApplier;

  constructor(private readonly tools: ApplyTools) {
    const { plan, links, config, log } = tools;
    this.cluster = plan.topology.kind === TopologyKind.CLUSTER
      ? new ClusterApplier(links.redis.get(config.node)!, log) : undefined;
  }

  public async apply(situation: Situation, desired: Desired): Promise<void> {
    const { log, memory, platform, plan, config } = this.tools;
    if (desired.remember) {
      const before = memory.get();
      await memory.save(desired.remember);
      const { state, epoch, role } = desired.remember;
      if (before?.state !== state || before?.epoch !== epoch || before?.role !== role) {
        log('memory', { state, epoch, role });
        failpoint(`remembered:${state}`);
      }
      if (before?.restored !== desired.remember.restored && desired.remember.restored !== undefined) {
        log('restored', { backup: desired.remember.restored, reason: desired.reason });
        failpoint('remembered:restored');
      }
    }
    if (desired.startSentinel) {
      await this.startSentinel(desired.startSentinel, situation);
    }
    if (desired.stopSentinel && situation.sentinelFile) {
      await this.removeSentinel(desired.reason);
    }
    if (desired.killRedis && situation.unresponsive) {
      log('kill-redis', { processId: situation.unresponsive.processId, reason: desired.reason });
      process.kill(situation.unresponsive.processId, 'SIGKILL');
    }
    if (situation.redis) {
      await this.cluster?.shape(situation.redis, desired);
      // What a candidate is, a Cluster node is told in its own words.
      const rest = this.cluster ? { ...desired, eligible: undefined } : desired;
      await this.shapeRedis(this.tools.links.redis.get(config.node)!, situation, rest);
    }
    if (desired.claim !== undefined && desired.claim !== this.claimed) {
      failpoint('claim:before');
      const createdAt = new Date(situation.now).toISOString();
      const stands = await platform.claimMarker({ deploymentId: desired.claim, createdAt });
      this.claimed = desired.claim;
      log('marker', { deploymentId: stands.deploymentId, deployment: plan.name });
      failpoint('claim:after');
    }
    if (desired.restoreMarker !== undefined && situation.now - this.restoredAt >= RESTORE_SPACING_MS) {
      this.restoredAt = situation.now;
      void this.restoreMarker(desired.restoreMarker, situation.now);
    }
    if (desired.claimRole) {
      failpoint('role:before');
      await this.tools.claimRole?.();
      failpoint('role:after');
    }
    if (desired.cluster && situation.cluster) {
      await this.cluster?.tell(desired.cluster, situation.now);
    }
    this.failoverWanted = desired.askFailover === true;
    if (this.failoverWanted) {
      void this.ask(situation);
    }
  }

  /** In the background: a primary that serves must not wait for the store. */
  private async restoreMarker(deploymentId: string, now: number): Promise<void> {
    const { log, platform, plan } = this.tools;
    try {
      const stands = await platform.claimMarker({ deploymentId, createdAt: new Date(now).toISOString() });
      log('marker-restored', { deploymentId: stands.deploymentId, deployment: plan.name });
    } catch (failure) {
      log('marker-not-restored', { error: failure instanceof Error ? failure.message : String(failure) });
    }
  }

  private async shapeRedis(redis: RedisLink, situation: Situation, desired: Desired): Promise<void> {
    const { log, plan, bindings } = this.tools;
    const state = situation.redis!;
    const set = async (key: string, value: number): Promise<void> => {
      await redis.call('CONFIG', 'SET', key, value);
      log('set', { key, value, reason: desired.reason });
    };
    if (desired.writable === false && state.minReplicas !== FENCE) {
      await set('min-replicas-to-write', FENCE);
    }
    if (desired.eligible === false && state.priority !== 0) {
      await set('replica-priority', 0);
    }
    if (desired.role && 'follow' in desired.role && (state.role === 'primary' || state.source !== desired.role.follow)) {
      const target = { host: bindings.addresses[desired.role.follow]!, port: replicationPort(plan) };
      log('role', { follow: desired.role.follow, reason: desired.reason });
      failpoint('follow:before');
      if (state.role === 'primary') {
        await set('min-replicas-to-write', FENCE);
        await demote(redis, target);
      } else {
        await redis.call('REPLICAOF', target.host, target.port);
      }
      failpoint('follow:after');
    }
    if (desired.role && 'become' in desired.role && state.role !== 'primary') {
      log('role', { become: 'primary', reason: desired.reason });
      failpoint('promote:before');
      await redis.call('REPLICAOF', 'NO', 'ONE');
      failpoint('promote:after');
    }
    if (desired.eligible === true && (state.priority === 0 || this.leftChosen(state.priority, situation.now))) {
      await set('replica-priority', ORDINARY_PRIORITY);
      failpoint('eligible');
    }
    const least = leastReplicas(plan.settings, state);
    if (desired.writable === true && state.minReplicas !== least) {
      await set('min-replicas-to-write', least);
      failpoint('writable');
    }
  }

  /** A handover raised this node and its agent died before it could take that back. */
  private leftChosen(priority: number, now: number): boolean {
    this.chosenSince = priority === ORDINARY_PRIORITY ? 0 : this.chosenSince || now;
    return this.chosenSince > 0 && now - this.chosenSince > this.tools.plan.settings.handoverTimeoutSeconds * 1500;
  }

  private async startSentinel(start: SentinelStart, situation: Situation): Promise<void> {
    const { plan, bindings, config, secrets, memory, log } = this.tools;
    const marker = situation.marker;
    const deploymentId = memory.get()?.deploymentId ?? (marker && marker !== 'unknown' ? marker.deploymentId : undefined);
    if (!deploymentId) {
      return;
    }
    const text = renderSentinelConf(plan, config, bindings.addresses, secrets, deploymentId, start);
    failpoint('sentinel:before');
    await this.endSentinel('it begins again by order');
    await writeAtomically(layoutOf(config).sentinelConf, text);
    log('sentinel-conf', { ...start });
    failpoint('sentinel:after');
  }

  /** Its supervisor starts it again when there is a file. */
  private async removeSentinel(reason: string): Promise<void> {
    await this.endSentinel(reason);
    await rm(layoutOf(this.tools.config).sentinelConf, { force: true });
    this.tools.log('sentinel-conf-removed', { reason });
  }

  /** A Sentinel that runs would write its old view over the new file; its supervisor starts it again. */
  private async endSentinel(reason: string): Promise<void> {
    const running = await this.tools.links.sentinels.get(this.tools.config.node)!.call('INFO', 'server')
      .then((text) => Number(parseInfo(String(text)).process_id)).catch(() => 0);
    if (running > 0) {
      this.tools.log('kill-sentinel', { processId: running, reason });
      process.kill(running, 'SIGKILL');
    }
  }

  /** At most one request under way, and none before the last attempt can have ended. */
  private async ask(situation: Situation): Promise<void> {
    const { plan, links, bindings, config, log } = this.tools;
    const spacing = 2 * plan.settings.failoverTimeoutSeconds * 1000;
    const partner = this.tools.partner?.(situation.now);
    if (this.asking || situation.now - this.lastAskAt < spacing || !partner) {
      return;
    }
    this.asking = true;
    try {
      const sentinel = links.sentinels.get(partner)!;
      const host = bindings.addresses[config.node]!;
      const seen = await seenBySentinel(sentinel, plan.topology.masterName, host, ORDINARY_PRIORITY, Date.now() + 5000);
      // A primary that has been seen meanwhile would be replaced by a node that has less: nobody votes on a failover asked for.
      if (seen && this.failoverWanted) {
        const { detail } = await askFailover(sentinel, plan.topology.masterName);
        // INPROG starts nothing; the attempt that is under way may still fail, so it is asked again soon.
        this.lastAskAt = /INPROG/.test(detail) ? Date.now() - spacing + 1000 : Date.now();
        log('ask-failover', { sentinel: partner, answer: detail });
      }
    } finally {
      this.asking = false;
    }
  }
}
