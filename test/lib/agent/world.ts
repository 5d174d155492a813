import { decide } from '../../../lib/agent/decide';
import type { Desired } from '../../../lib/agent/desired';
import { inOutage } from '../../../lib/agent/evidence';
import type { Memory } from '../../../lib/agent/memory';
import type { PeerState, RedisState, Situation } from '../../../lib/agent/situation';
import { FENCE } from '../../../lib/config';
import { DEPLOYMENT, linked, memory, primary, settings, view } from './situations';

export const NODES = ['node-1', 'node-2', 'node-3'];

interface Machine {
  up: boolean;
  /** On the volume. */
  memory?: Memory;
  data: Set<number>;
  /** The server, while it runs; `data` is what it holds. */
  redis?: RedisState;
  /** What this node's agent saw last and tells its peers. */
  seen?: RedisState;
  namedAt: number;
  outageSince: number;
  startedAt: number;
  /** Its agent sees the Sentinels. */
  sees: boolean;
}

/**
 * Three nodes and their Sentinels, so simplified that thousands of histories can be played:
 * replication along a link is instant; Sentinels promote, are done, and agree in three steps. What
 * the agents decide is the real thing.
 */
export class World {
  public now = 1_000_000;
  public named = 'node-1';
  public epoch = 3;
  /** Promoted, not yet named by a majority. */
  public promoting?: string;
  /** The Sentinel that promotes it is done, so nobody fails over any longer, and the others have yet to hear. */
  private decided = false;
  public readonly machines = new Map<string, Machine>();
  public readonly acknowledged = new Set<number>();
  /** What every copy of may be lost by an emptied volume. */
  public readonly exempt = new Set<number>();
  public readonly violations: string[] = [];
  private writes = 0;
  private streams = 0;
  private asks?: string;

  constructor() {
    for (const name of NODES) {
      const leads = name === this.named;
      this.machines.set(name, {
        up: true, data: new Set([0]), namedAt: leads ? this.now : 0, outageSince: 0, startedAt: 0, sees: true,
        memory: memory({ role: leads ? 'primary' : 'replica' }),
        redis: leads ? primary({ priority: 0 }) : linked(this.named),
      });
    }
    this.settle();
    NODES.forEach((name) => this.tick(name));
  }

  public machine(name: string): Machine {
    return this.machines.get(name)!;
  }

  /** Nodes whose Redis would acknowledge a write. */
  public writable(): string[] {
    return NODES.filter((name) => {
      const { redis } = this.machine(name);
      return redis?.role === 'primary' && this.replicasOf(name).length >= redis.minReplicas;
    });
  }

  /** One primary takes writes and everybody else is linked to it. */
  public whole(): boolean {
    const [leader, ...others] = this.writable();
    return leader === this.named && others.length === 0 && this.replicasOf(leader).length === NODES.length - 1;
  }

  public killRedis(name: string): void {
    this.machine(name).redis = undefined;
    this.settle();
  }

  public killNode(name: string): void {
    Object.assign(this.machine(name), { up: false, redis: undefined, seen: undefined, outageSince: 0, namedAt: 0 });
    this.settle();
  }

  public start(name: string): void {
    const it = this.machine(name);
    if (!it.up) {
      Object.assign(it, { up: true, startedAt: this.now });
    }
    it.redis ??= {
      ...linked('', { linkUp: false, nobody: true, source: undefined, priority: 0, minReplicas: FENCE, offset: 1 }), keys: it.data.size,
    };
    this.settle();
  }

  public wipe(name: string): void {
    const it = this.machine(name);
    if (it.up) {
      return;
    }
    // A copy that its agent has not seen whole is none.
    const others = NODES.map((other) => this.machine(other)).filter((other) => other !== it);
    const kept = others.filter((other) => other.memory).map(({ data }) => data);
    it.data.forEach((write) => kept.some((data) => data.has(write)) || this.exempt.add(write));
    Object.assign(it, { memory: undefined, data: new Set() });
  }

  /** A client writes wherever it is let. Agents beside the replicas look before and after: they do so every 150 ms. */
  public write(): void {
    for (const name of this.writable()) {
      const replicas = this.replicasOf(name);
      replicas.forEach((replica) => this.tick(replica));
      this.writes += 1;
      this.machine(name).data.add(this.writes);
      const { redis } = this.machine(name);
      this.machine(name).redis = { ...redis!, offset: redis!.offset + 10 };
      this.acknowledged.add(this.writes);
      this.settle();
      replicas.forEach((replica) => this.tick(replica));
    }
  }

  /** Replication streams grow by themselves: a longer log is no newer data. */
  public ping(): void {
    for (const name of NODES) {
      const { redis } = this.machine(name);
      if (redis?.role === 'primary') {
        this.machine(name).redis = { ...redis, offset: redis.offset + 25 };
      }
    }
    this.settle();
  }

  /** Sentinel's turn: finishes what it began, or begins when the primary is gone or it has been asked. */
  public sentinel(): void {
    if (this.promoting && !this.decided) {
      this.decided = true;
    } else if (this.promoting) {
      this.decided = false;
      this.named = this.promoting;
      this.epoch += 1;
      this.promoting = undefined;
    } else if (this.machine(this.named).redis?.role !== 'primary') {
      const candidates = NODES.filter((name) => {
        const { redis } = this.machine(name);
        return redis?.role === 'replica' && redis.priority > 0 && name !== this.named;
      }).sort((a, b) => this.machine(b).redis!.offset - this.machine(a).redis!.offset);
      const [best] = this.asks && candidates.includes(this.asks) ? [this.asks] : candidates;
      if (best) {
        this.machine(best).redis = this.promoted(this.machine(best).redis!);
        this.promoting = best;
      }
    } else {
      this.point();
    }
    this.asks = undefined;
    this.settle();
  }

  /** One turn of a node's agent: look, decide, apply. */
  public tick(name: string): Desired | undefined {
    const it = this.machine(name);
    if (!it.up) {
      return undefined;
    }
    const situation = this.situation(name);
    const desired = decide(situation);
    it.seen = it.redis;
    if (desired.remember) {
      it.memory = desired.remember;
    }
    if (it.redis) {
      it.redis = this.shaped(name, it.redis, desired);
    }
    if (desired.askFailover) {
      this.asks = name;
    }
    this.settle();
    return desired;
  }

  public situation(name: string): Situation {
    const it = this.machine(name);
    const seen = it.sees ? view(this.named, this.epoch, {
      failoverInProgress: this.promoting !== undefined && !this.decided,
      majorityDown: this.machine(this.named).redis === undefined,
    }) : view(undefined);
    if (seen.majority?.node === name) {
      it.namedAt = this.now;
    }
    const peers: Record<string, PeerState> = {};
    for (const other of NODES) {
      const { up, memory: remembered, seen: told } = this.machine(other);
      if (other !== name && up) {
        peers[other] = { memory: remembered, redis: told, sentinelEpoch: this.epoch, phase: '' };
      }
    }
    const situation: Situation = {
      now: this.now, node: name, hasData: true, hasSentinel: false, bootstrapNode: 'node-1', sentinelNodes: [], dataNodes: NODES, settings,
      memory: it.memory, marker: { deploymentId: DEPLOYMENT, createdAt: '' }, redis: it.redis, view: seen, freshId: 'fresh', peers,
      namedAt: it.namedAt, outageSince: it.outageSince, startedAt: it.startedAt, stopping: false, handingOver: false,
    };
    it.outageSince = inOutage(situation) ? it.outageSince || this.now : 0;
    return { ...situation, outageSince: it.outageSince };
  }

  private shaped(name: string, redis: RedisState, desired: Desired): RedisState {
    let next = redis;
    if (desired.writable === false) {
      next = { ...next, minReplicas: FENCE };
    }
    if (desired.eligible === false) {
      next = { ...next, priority: 0 };
    }
    if (desired.role && 'follow' in desired.role && next.source !== desired.role.follow) {
      next = { ...next, role: 'replica', nobody: false, source: desired.role.follow, linkUp: false, minReplicas: FENCE };
    }
    if (desired.role && 'become' in desired.role && next.role !== 'primary') {
      if (this.machine(name).data.size === 0) {
        this.violations.push(`${name} became primary with nothing`);
      }
      next = this.promoted(next);
    }
    if (desired.eligible === true && next.priority === 0) {
      next = { ...next, priority: 100 };
    }
    if (desired.writable === true && next.minReplicas !== settings.minReplicasToWrite) {
      if (this.named !== name) {
        this.violations.push(`${name} opened although ${this.named} is named`);
      }
      next = { ...next, minReplicas: settings.minReplicasToWrite };
    }
    return next;
  }

  private promoted(redis: RedisState): RedisState {
    this.streams += 1;
    return { ...redis, role: 'primary', nobody: false, source: undefined, linkUp: false, replicationId: `stream ${this.streams}` };
  }

  /** Sentinel points replicas, and a primary it does not know, to the one it names. */
  private point(): void {
    for (const name of NODES) {
      const { redis } = this.machine(name);
      if (name !== this.named && redis && redis.source !== this.named) {
        this.machine(name).redis = { ...redis, role: 'replica', nobody: false, source: this.named, linkUp: false };
      }
    }
  }

  private replicasOf(name: string): string[] {
    return NODES.filter((other) => this.machine(other).redis?.source === name && this.machine(other).redis?.linkUp === true);
  }

  /** Links come up and go down with their primaries; what is linked has what its primary has. */
  private settle(): void {
    for (const name of NODES) {
      const it = this.machine(name);
      if (it.redis?.role === 'replica' && it.redis.source) {
        const source = this.machine(it.redis.source);
        const linkUp = source.redis?.role === 'primary';
        it.redis = { ...it.redis, linkUp };
        if (linkUp) {
          it.data = new Set(source.data);
          it.redis = { ...it.redis, offset: source.redis!.offset, replicationId: source.redis!.replicationId };
        }
      }
      if (it.redis) {
        it.redis = { ...it.redis, keys: it.data.size };
      }
    }
    for (const name of NODES) {
      const { redis } = this.machine(name);
      if (redis?.role === 'primary') {
        this.machine(name).redis = { ...redis, goodReplicas: this.replicasOf(name).length };
      }
    }
  }
}
