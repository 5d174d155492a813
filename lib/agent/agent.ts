import type { Server } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { layoutOf, type NodeConfig } from '../config';
import { TopologyKind, UserName } from '../model';
import { Applier } from './apply';
import { agentKey } from './authenticity';
import { Balancer } from './balance/balancer';
import { Ballast } from './ballast';
import { PlanKeeper } from './bring-to-plan';
import { decide } from './decide';
import type { Deployment } from './deployment';
import type { Desired } from './desired';
import type { CommandResult } from './command-result';
import { HandingOver } from './handing-over';
import { answerHealth } from './health';
import { RoleLabel } from './kubernetes/role-label';
import { openLinks, type Links } from './links';
import type { Log } from './log';
import { MemoryFile } from './memory';
import { Observer } from './observe/observer';
import { PeerWatch } from './observe/peers';
import { Pacer } from './pacer';
import { PauseFile, takePause } from './pause';
import { openTopology, type TopologyParts } from './open-topology';
import { peerStateOf } from './peer-state';
import { logPhase } from './phase-log';
import type { Platform } from './platform/platform';
import { RegionKeeper } from './region/region-keeper';
import { OrderFile } from './sentinel/rebuild-order';
import { takeOrder } from './sentinel/take-order';
import { startServer } from './server';
import type { PeerState, Situation } from './situation';
import { storageEscape } from './storage-trouble';

const TICK_MS = 150;
/** Sentinels tell each other at once; the time to stop has 10 s to spare beside handover and shutdown. */
const KNOWN_TIMEOUT_MS = 5000;
/** A disk that was full is looked at this often. */
const BALLAST_MS = 10_000;
/** A handover away from a disk that failed is tried again after this. */
const ESCAPE_MS = 10_000;
/** Longest wait for another node's agent to hand over; it bounds that itself. */
const MOVE_MS = 60_000;

/** The program beside one node: looks, decides, acts, answers. */
export class Agent {
  private readonly links: Links;
  private readonly memory: MemoryFile;
  private readonly parts: TopologyParts;
  private readonly pauses: PauseFile;
  private readonly peers: PeerWatch;
  private readonly observer: Observer;
  private readonly applier: Applier;
  private readonly key: Buffer;
  private readonly orders: OrderFile;
  private readonly ballast: Ballast;
  private readonly balancer: Balancer;
  private readonly keeper: PlanKeeper;
  private readonly label?: RoleLabel;
  private readonly region?: RegionKeeper;
  private ballastAt = 0;
  private escapedAt = 0;
  private server?: Server;
  private situation?: Situation;
  private desired?: Desired;
  private stopping = false;
  private tickedAt = Date.now();
  private readonly pacer = new Pacer();
  private readonly handing = new HandingOver();
  private running?: Promise<void>;

  constructor(
    private readonly config: NodeConfig,
    private readonly deployment: Deployment,
    platform: Platform,
    secrets: Record<string, string>,
    private readonly log: Log,
  ) {
    const { plan, bindings } = deployment;
    this.links = openLinks(deployment, config, secrets);
    this.ballast = new Ballast(join(dirname(layoutOf(config).memoryFile), 'ballast'));
    this.memory = new MemoryFile(layoutOf(config).memoryFile, this.ballast);
    this.orders = new OrderFile(config);
    this.key = agentKey(secrets[UserName.AGENT]!);
    this.pauses = new PauseFile(config);
    this.peers = new PeerWatch(
      plan.nodes.filter(({ name }) => name !== config.node)
        .map(({ name }) => ({ name, host: bindings.addresses[name]!, port: plan.ports.agent })),
      this.links.network.source, this.key,
    );
    const shared = { config, platform, links: this.links, log };
    this.region = RegionKeeper.of({ ...shared, deployment, peers: this.peers, key: this.key, ballast: this.ballast });
    const address = deployment.formerly && bindings.addresses[config.node];
    this.keeper = new PlanKeeper({ ...shared, plan, secrets, address, certificates: deployment.certificates });
    this.label = RoleLabel.of(config, plan, log);
    this.balancer = new Balancer({
      plan, node: config.node, log, placedByScheduler: config.platform.kind === 'kubernetes',
      states: () => ({ ...this.peers.states(Date.now()), [config.node]: this.peerState() }),
      order: (node, verb, word) => (node === config.node ? this.handOver(word) : this.peers.order(node, verb, word, MOVE_MS)),
    });
    this.parts = openTopology({
      ...shared, deployment, peers: this.peers, memory: this.memory, mayWrite: () => this.region?.mayWrite ?? true,
    });
    this.observer = new Observer({
      ...shared, deployment, peers: this.peers, authority: this.parts.authority, onChange: () => this.pacer.nudge(),
    });
    this.parts.authority.onChange?.(() => this.pacer.nudge());
    this.applier = new Applier({
      ...shared, plan, bindings, secrets, memory: this.memory, partner: this.parts.partner, claimRole: this.parts.claimRole,
    });
  }

  /** Begins to look and act; resolves when the endpoints listen. */
  public async start(): Promise<void> {
    await this.memory.load();
    await this.orders.load();
    await this.pauses.load();
    await this.ballast.fill();
    await this.region?.start(() => this.pacer.nudge());
    this.server = await startServer({
      host: this.links.network.listen,
      port: this.deployment.plan.ports.agent,
      key: this.key,
      node: this.config.node,
      health: (path) => answerHealth(path, this.situation, this.desired, {
        silentMs: Date.now() - this.tickedAt, sentinelAnswers: this.parts.sentinelAnswers?.(Date.now()),
        lag: this.region?.told().lag,
      }),
      peerState: () => this.peerState(),
      commands: {
        handover: (target) => this.handOver(target === '' ? undefined : target),
        pause: (until) => takePause(until, this.pauses, this.log),
        balance: () => this.balancer.told(Date.now()),
        rebuild: (order) => takeOrder(order, this.situation, this.orders, this.log),
        ...this.parts.commands,
        ...this.region?.commands,
      },
    });
    this.parts.authority.start();
    this.peers.start();
    this.log('started', { deployment: this.deployment.plan.name });
    this.running = this.loop();
  }

  /** Whether Redis beside it is the primary that takes writes: its stop would hand over. */
  public get leads(): boolean {
    return this.situation?.redis?.role === 'primary' && this.desired?.phase === 'serving';
  }

  /** Resolves when it knows what it is, or when that has taken too long; one that stops before cannot hand over. */
  public async settled(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (this.desired?.phase !== 'serving' && Date.now() < deadline) {
      await sleep(TICK_MS);
    }
  }

  /** Stops looking as it stands, to begin again in a moment: nothing is handed over. */
  public async halt(): Promise<void> {
    await this.handedOver();
    this.stopping = true;
    await this.running;
    await this.close();
  }

  /** Hands over when this node is primary, then stops looking. Redis keeps running; its supervisor stops it next. */
  public async stop(): Promise<void> {
    await this.handedOver();
    if (this.leads) {
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
      const candidate = this.deployment.plan.topology.kind === TopologyKind.CLUSTER
        ? ['cluster-replica-no-failover', 'yes'] : ['replica-priority', '0'];
      await this.links.redis.get(this.config.node)!.call('CONFIG', 'SET', ...candidate).catch(() => undefined);
    }
    await this.close();
  }

  /** One that was asked for just before is brought to its end, and what came of it is looked at. */
  private async handedOver(): Promise<void> {
    const deadline = Date.now() + MOVE_MS;
    while (!this.handing.over && Date.now() < deadline) {
      await sleep(TICK_MS);
    }
  }

  private async close(): Promise<void> {
    await this.label?.stop();
    this.parts.authority.stop();
    this.region?.stop();
    this.observer.stop();
    this.peers.stop();
    // Another one may listen here next.
    const closed = this.server && new Promise((resolve) => { this.server!.close(resolve); });
    this.server?.closeAllConnections();
    this.links.close();
    await closed;
    this.log('stopped');
  }

  private async majorityNames(node: string): Promise<boolean> {
    const deadline = Date.now() + KNOWN_TIMEOUT_MS;
    while (this.parts.authority.view(Date.now()).majority?.node !== node) {
      if (Date.now() >= deadline) {
        return false;
      }
      await sleep(TICK_MS / 3);
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
      this.tickedAt = Date.now();
      await this.pacer.rest(Math.max(20, TICK_MS - (this.tickedAt - began)));
    }
  }

  private async tick(): Promise<void> {
    const looked = this.handing.looks();
    const situation = await this.observer.look({
      memory: this.memory.get(), order: this.orders.get(), stopping: this.stopping, handingOver: this.handing.underWay,
      pausedUntil: this.pauses.get(Date.now()), ballastSpent: this.ballast.spent,
    }, () => this.region?.facts());
    const desired = decide(situation);
    logPhase(this.log, desired, this.desired);
    this.situation = situation;
    this.desired = desired;
    looked();
    this.label?.look(situation, desired);
    await this.region?.look(situation, desired);
    if (!this.handing.underWay) {
      await this.applier.apply(situation, desired);
      this.parts.act?.(situation, desired);
    } else if (desired.writable === false) {
      // A handover owns the role, not the fence: a primary that is cut off meanwhile stops all the same (rule R7).
      await this.applier.apply(situation, { phase: desired.phase, reason: desired.reason, writable: false });
    }
    this.keeper.look(situation);
    if (!this.stopping) {
      this.improve(situation);
    }
  }

  /** What is done for the better and not out of need: not by an agent that stops. */
  private improve(situation: Situation): void {
    const now = Date.now();
    if (this.ballast.spent && now - this.ballastAt > BALLAST_MS) {
      this.ballastAt = now;
      void this.ballast.fill();
    }
    const escape = storageEscape(situation);
    if (escape && now - this.escapedAt > ESCAPE_MS) {
      this.escapedAt = now;
      this.log('storage-escape', { ...escape });
      void this.handOver(escape.to).then((result) => this.log('storage-escaped', { ...result }));
    }
    this.balancer.look(now);
  }

  private peerState(): PeerState {
    return peerStateOf(this.situation, this.desired, {
      memory: this.memory.get(), pausedUntil: this.pauses.get(Date.now()), role: this.parts.role?.(),
      transport: this.keeper.transport.state, ...this.config.pod, ...this.region?.told(),
    });
  }

  private async handOver(wanted: string | undefined): Promise<CommandResult> {
    const { situation } = this;
    if (situation?.redis?.role !== 'primary' || situation.view.majority?.node !== this.config.node) {
      return { ok: false, detail: `${this.config.node} is not the primary` };
    }
    if (this.region?.mayWrite === false) {
      return { ok: false, detail: `no node of this region may take writes: ${situation.region?.reason ?? ''}` };
    }
    return this.handing.once(() => this.parts.mover.handOver(wanted, { ...situation, peers: this.peers.states(Date.now()) }));
  }
}
