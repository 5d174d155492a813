import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { layoutOf, type NodeConfig } from '../config';
import { UserName } from '../model';
import { nodesWith, NodeRole } from '../plan';
import { Applier } from './apply';
import { agentKey } from './authenticity';
import { decide } from './decide';
import type { Deployment } from './deployment';
import type { Desired } from './desired';
import { inOutage } from './evidence';
import { handover, type HandoverResult } from './handover';
import { answerHealth } from './health';
import { openLinks, type Links } from './links';
import type { Log } from './log';
import { MemoryFile } from './memory';
import { readRedis } from './observe/local-redis';
import { PeerWatch } from './observe/peers';
import { SentinelWatch } from './observe/sentinels';
import type { Marker, Platform } from './platform/platform';
import { startServer } from './server';
import type { PeerState, RedisState, Situation, Unresponsive } from './situation';

const TICK_MS = 150;
/** How often the outside marker is read while it matters. */
const MARKER_PERIOD_MS = 1000;

/** The program beside one node: looks, decides, acts, answers. */
export class Agent {
  private readonly links: Links;
  private readonly memory: MemoryFile;
  private readonly sentinels: SentinelWatch;
  private readonly peers: PeerWatch;
  private readonly applier: Applier;
  private readonly key: Buffer;
  private readonly startedAt = Date.now();
  private readonly freshId = randomUUID();
  private server?: Server;
  private situation?: Situation;
  private desired?: Desired;
  private marker: Marker | undefined | 'unknown' = 'unknown';
  private markerReadAt = 0;
  private namedAt = 0;
  private outageSince = 0;
  private unresponsive?: Unresponsive;
  private lastProcessId = 0;
  private handingOver = false;
  private stopping = false;
  private sentinelEpoch = 0;
  private running?: Promise<void>;

  constructor(
    private readonly config: NodeConfig,
    private readonly deployment: Deployment,
    private readonly platform: Platform,
    secrets: Record<string, string>,
    private readonly log: Log,
  ) {
    const { plan, bindings } = deployment;
    this.links = openLinks(plan, bindings, config, secrets);
    this.memory = new MemoryFile(layoutOf(config).memoryFile);
    this.key = agentKey(secrets[UserName.AGENT]!);
    this.sentinels = new SentinelWatch(plan, config.node, this.links.sentinels, this.links.nodeAt);
    this.peers = new PeerWatch(
      plan.nodes.filter(({ name }) => name !== config.node)
        .map(({ name }) => ({ name, host: bindings.addresses[name]!, port: plan.ports.agent })),
      this.links.bindAddress, this.key,
    );
    this.applier = new Applier({
      plan, bindings, config, secrets, links: this.links, sentinels: this.sentinels, memory: this.memory, platform, log,
    });
  }

  /** Begins to look and act; resolves when the endpoints listen. */
  public async start(): Promise<void> {
    await this.memory.load();
    this.server = await startServer({
      host: this.links.bindAddress,
      port: this.deployment.plan.ports.agent,
      key: this.key,
      health: (path) => answerHealth(path, this.situation, this.desired),
      peerState: () => this.peerState(),
      handover: (target) => this.handOver(target),
    });
    this.sentinels.start();
    this.peers.start();
    this.log('started', { deployment: this.deployment.plan.name });
    this.running = this.loop();
  }

  /** Hands over when this node is primary, then stops looking. Redis keeps running; its supervisor stops it next. */
  public async stop(): Promise<void> {
    if (this.situation?.redis?.role === 'primary' && this.desired?.phase === 'serving') {
      const result = await this.handOver(undefined);
      this.log('stop-handover', { ...result });
    }
    this.stopping = true;
    await this.running;
    if (this.situation?.redis?.role === 'replica' && this.situation.redis.priority > 0) {
      // About to stop: nobody should choose it.
      await this.links.redis.get(this.config.node)!.call('CONFIG', 'SET', 'replica-priority', 0).catch(() => undefined);
    }
    this.sentinels.stop();
    this.peers.stop();
    this.server?.close();
    this.server?.closeAllConnections();
    this.links.close();
    this.log('stopped');
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      const began = Date.now();
      try {
        await this.tick();
      } catch (failure) {
        this.log('tick-failed', { error: failure instanceof Error ? failure.message : String(failure) });
      }
      await new Promise((resolve) => setTimeout(resolve, Math.max(20, TICK_MS - (Date.now() - began))));
    }
  }

  private async tick(): Promise<void> {
    const situation = await this.look();
    const desired = decide(situation);
    if (desired.phase !== this.desired?.phase || stripNumbers(desired.reason) !== stripNumbers(this.desired.reason)) {
      this.log('phase', { phase: desired.phase, reason: desired.reason });
    }
    this.situation = situation;
    this.desired = desired;
    if (!this.handingOver) {
      await this.applier.apply(situation, desired);
    }
  }

  private async look(): Promise<Situation> {
    const { plan, self } = this.deployment;
    const redis = self.roles.includes(NodeRole.DATA) ? await this.lookAtRedis() : undefined;
    await this.lookAtMarker();
    await this.lookAtSentinelFile();
    const now = Date.now();
    const view = this.sentinels.view(now);
    if (view.majority?.node === this.config.node) {
      this.namedAt = now;
    }
    const situation: Situation = {
      now,
      node: this.config.node,
      hasData: self.roles.includes(NodeRole.DATA),
      hasSentinel: self.roles.includes(NodeRole.SENTINEL),
      bootstrapNode: plan.topology.bootstrapNode,
      dataNodes: nodesWith(plan.nodes, NodeRole.DATA).map(({ name }) => name),
      settings: plan.settings,
      memory: this.memory.get(),
      marker: this.marker,
      redis,
      unresponsive: this.unresponsive,
      view,
      freshId: this.freshId,
      peers: this.peers.states(now),
      namedAt: this.namedAt,
      outageSince: this.outageSince,
      startedAt: this.startedAt,
      sentinelFileExists: existsSync(layoutOf(this.config).sentinelConf),
      stopping: this.stopping,
      handingOver: this.handingOver,
    };
    this.outageSince = inOutage(situation) ? this.outageSince || now : 0;
    return { ...situation, outageSince: this.outageSince };
  }

  private async lookAtRedis(): Promise<RedisState | undefined> {
    const { plan } = this.deployment;
    try {
      const state = await readRedis(
        this.links.redis.get(this.config.node)!, this.links.nodeAt, plan.settings.minReplicasMaxLagSeconds);
      this.unresponsive = undefined;
      this.lastProcessId = state.processId;
      return state;
    } catch {
      const alive = this.lastProcessId > 0 && isAlive(this.lastProcessId);
      this.unresponsive = alive ? this.unresponsive ?? { processId: this.lastProcessId, since: Date.now() } : undefined;
      return undefined;
    }
  }

  private async lookAtMarker(): Promise<void> {
    const settled = this.marker !== 'unknown' && this.marker !== undefined;
    if (settled || Date.now() - this.markerReadAt < MARKER_PERIOD_MS) {
      return;
    }
    this.markerReadAt = Date.now();
    this.marker = await this.platform.readMarker().catch((failure: unknown) => {
      this.log('marker-unreadable', { error: failure instanceof Error ? failure.message : String(failure) });
      return 'unknown' as const;
    });
  }

  private async lookAtSentinelFile(): Promise<void> {
    const text = await readFile(layoutOf(this.config).sentinelConf, 'utf8').catch(() => '');
    this.sentinelEpoch = Number(/^sentinel current-epoch (\d+)/m.exec(text)?.[1] ?? 0);
  }

  private peerState(): PeerState {
    return {
      memory: this.memory.get(),
      redis: this.situation?.redis,
      sentinelEpoch: this.sentinelEpoch,
      phase: this.desired?.phase ?? 'waiting',
    };
  }

  private async handOver(wanted: string | undefined): Promise<HandoverResult> {
    const { plan, bindings } = this.deployment;
    const now = Date.now();
    if (this.handingOver) {
      return { ok: false, detail: 'a handover is already under way' };
    }
    if (this.situation?.redis?.role !== 'primary' || this.situation.view.majority?.node !== this.config.node) {
      return { ok: false, detail: `${this.config.node} is not the primary` };
    }
    const ready = Object.entries(this.peers.states(now))
      .filter(([, peer]) => peer.redis?.source === this.config.node && peer.redis.linkUp && peer.redis.priority > 0)
      .sort(([, a], [, b]) => b.redis!.offset - a.redis!.offset)
      .map(([name]) => name);
    const target = wanted === undefined ? ready[0] : ready.find((name) => name === wanted);
    const partner = this.sentinels.partner(now);
    if (!target || !partner) {
      return { ok: false, detail: wanted && ready.length > 0
        ? `${wanted} cannot take over; ${ready.join(', ')} can` : 'no replica is linked and eligible, or no Sentinel agrees' };
    }
    this.handingOver = true;
    this.log('handover', { to: target, sentinel: partner });
    try {
      return await handover({
        master: plan.topology.masterName,
        settings: plan.settings,
        primary: this.links.redis.get(this.config.node)!,
        target: { name: target, host: bindings.addresses[target]!, port: plan.ports.redis, link: this.links.redis.get(target)! },
        sentinel: this.links.sentinels.get(partner)!,
        log: this.log,
      });
    } catch (failure) {
      return { ok: false, detail: failure instanceof Error ? failure.message : String(failure) };
    } finally {
      this.handingOver = false;
    }
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

/** Reasons carry offsets and seconds; only a change of kind is worth a line in the log. */
function stripNumbers(reason: string): string {
  return reason.replace(/\d+/g, '#');
}
