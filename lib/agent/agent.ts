import type { Server } from 'node:http';
import { layoutOf, type NodeConfig } from '../config';
import { UserName } from '../model';
import type { RedisLink } from '../redis';
import { Applier } from './apply';
import { agentKey } from './authenticity';
import { decide } from './decide';
import type { Deployment } from './deployment';
import type { Desired } from './desired';
import { handover, type HandoverResult } from './handover';
import { answerHealth } from './health';
import { openLinks, type Links } from './links';
import type { Log } from './log';
import { MemoryFile } from './memory';
import { Observer } from './observe/observer';
import { PeerWatch } from './observe/peers';
import { SentinelWatch } from './observe/sentinels';
import type { Platform } from './platform/platform';
import { objection, OrderFile, type RebuildOrder } from './rebuild-order';
import { reconcileRedis, reconcileSentinel, reconcileUsers, type Changed } from './reconcile-settings';
import { startServer } from './server';
import type { PeerState, Situation } from './situation';

const TICK_MS = 150;
/** Sentinels tell each other at once; the time to stop has 10 s to spare beside handover and shutdown. */
const KNOWN_TIMEOUT_MS = 5000;

/** The program beside one node: looks, decides, acts, answers. */
export class Agent {
  private readonly links: Links;
  private readonly memory: MemoryFile;
  private readonly sentinels: SentinelWatch;
  private readonly peers: PeerWatch;
  private readonly observer: Observer;
  private readonly applier: Applier;
  private readonly key: Buffer;
  private readonly orders: OrderFile;
  private readonly reconciled = new Set<string>();
  private server?: Server;
  private situation?: Situation;
  private desired?: Desired;
  private handingOver = false;
  private stopping = false;
  private running?: Promise<void>;

  constructor(
    private readonly config: NodeConfig,
    private readonly deployment: Deployment,
    platform: Platform,
    private readonly secrets: Record<string, string>,
    private readonly log: Log,
  ) {
    const { plan, bindings } = deployment;
    this.links = openLinks(plan, bindings, config, secrets);
    this.memory = new MemoryFile(layoutOf(config).memoryFile);
    this.orders = new OrderFile(config);
    this.key = agentKey(secrets[UserName.AGENT]!);
    this.sentinels = new SentinelWatch(plan, config.node, this.links.sentinels, this.links.nodeAt);
    this.peers = new PeerWatch(
      plan.nodes.filter(({ name }) => name !== config.node)
        .map(({ name }) => ({ name, host: bindings.addresses[name]!, port: plan.ports.agent })),
      this.links.bindAddress, this.key,
    );
    const shared = { config, platform, links: this.links, sentinels: this.sentinels, log };
    this.observer = new Observer({ ...shared, deployment, peers: this.peers });
    this.applier = new Applier({ ...shared, plan, bindings, secrets, memory: this.memory });
  }

  /** Begins to look and act; resolves when the endpoints listen. */
  public async start(): Promise<void> {
    await this.memory.load();
    await this.orders.load();
    this.server = await startServer({
      host: this.links.bindAddress,
      port: this.deployment.plan.ports.agent,
      key: this.key,
      health: (path) => answerHealth(path, this.situation, this.desired),
      peerState: () => this.peerState(),
      handover: (target) => this.handOver(target),
      rebuild: (order) => this.rebuild(order),
    });
    this.sentinels.start();
    this.peers.start();
    this.log('started', { deployment: this.deployment.plan.name });
    this.running = this.loop();
  }

  /** Hands over when this node is primary, then stops looking. Redis keeps running; its supervisor stops it next. */
  public async stop(): Promise<void> {
    // One that was asked for just before is brought to its end, and what came of it is looked at.
    while (this.handingOver) {
      await new Promise((resolve) => setTimeout(resolve, 2 * TICK_MS));
    }
    if (this.situation?.redis?.role === 'primary' && this.desired?.phase === 'serving') {
      const result = await this.handOver(undefined);
      // The Sentinel that runs the failover may be the one beside this node, which stops next. Until a majority has heard of
      // the new primary its end would leave the others to notice a dead one and fail over once more.
      const known = result.ok && await this.majorityNames(result.to!);
      this.log('stop-handover', { ...result, known });
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

  private async majorityNames(node: string): Promise<boolean> {
    const deadline = Date.now() + KNOWN_TIMEOUT_MS;
    while (this.sentinels.view(Date.now()).majority?.node !== node) {
      if (Date.now() >= deadline) {
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, TICK_MS / 3));
    }
    return true;
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
    const situation = await this.observer.look({
      memory: this.memory.get(), order: this.orders.get(), stopping: this.stopping, handingOver: this.handingOver,
    });
    const desired = decide(situation);
    if (desired.phase !== this.desired?.phase || withoutNumbers(desired.reason) !== withoutNumbers(this.desired.reason)) {
      this.log('phase', { phase: desired.phase, reason: desired.reason });
    }
    this.situation = situation;
    this.desired = desired;
    if (!this.handingOver) {
      await this.applier.apply(situation, desired);
    }
    this.bringToPlan(situation);
  }

  /** An agent restarts when its plan changes; what it finds running is brought to that plan, once. */
  private bringToPlan({ redis, sentinelFile }: Situation): void {
    const { plan } = this.deployment;
    const once = (server: string, up: boolean, reconcile: () => Promise<Changed[]>): void => {
      if (!up || this.reconciled.has(server)) {
        return;
      }
      this.reconciled.add(server);
      reconcile().then(
        (changed) => changed.forEach((change) => this.log('setting', { server, ...change })),
        () => this.reconciled.delete(server),
      );
    };
    const layout = layoutOf(this.config);
    const users = async (target: 'redis' | 'sentinel', file: string, server: RedisLink): Promise<void> => {
      if (await reconcileUsers(plan, target, file, this.secrets, server)) {
        this.log('users', { server: target });
      }
    };
    const data = this.links.redis.get(this.config.node);
    once('redis', data !== undefined && redis !== undefined && !redis.loading, async () => {
      await users('redis', layout.redisAcl, data!);
      return reconcileRedis(plan, data!);
    });
    const sentinel = this.links.sentinels.get(this.config.node);
    once('sentinel', sentinel !== undefined && sentinelFile !== undefined, async () => {
      await users('sentinel', layout.sentinelAcl, sentinel!);
      return reconcileSentinel(plan, sentinel!);
    });
  }

  private peerState(): PeerState {
    return {
      memory: this.memory.get(),
      redis: this.situation?.redis,
      sentinelEpoch: this.situation?.sentinelFile?.currentEpoch ?? 0,
      phase: this.desired?.phase ?? 'waiting',
    };
  }

  private async rebuild(order: RebuildOrder): Promise<HandoverResult> {
    const situation = this.situation;
    if (!situation) {
      return { ok: false, detail: 'starting' };
    }
    const known = Math.max(situation.memory?.epoch ?? 0, situation.sentinelFile?.currentEpoch ?? 0);
    const detail = objection(order, situation.dataNodes, situation.view, known);
    this.log('rebuild-order', { ...order, detail });
    if (detail !== '') {
      return { ok: false, detail };
    }
    await this.orders.save(order);
    return { ok: true, detail: 'Sentinel begins again with that primary' };
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

/** Reasons carry offsets and seconds; only a change of kind is worth a line in the log. */
function withoutNumbers(reason: string): string {
  return reason.replace(/\d+/g, '#');
}
