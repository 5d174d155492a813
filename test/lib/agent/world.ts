import { decide } from '../../../lib/agent/decide';
import { CRASH_SPACING_MS } from '../../../lib/agent/sentinel/decide-crashed';
import type { Desired } from '../../../lib/agent/desired';
import { inOutage } from '../../../lib/agent/sentinel/evidence';
import type { PeerState, RedisState, Situation } from '../../../lib/agent/situation';
import { FENCE } from '../../../lib/config';
import { TopologyKind } from '../../../lib/model';
import { DEPLOYMENT, linked, memory, primary, settings, view } from './situations';
import { shaped, type Machine } from './world-machine';

export const NODES = ['node-1', 'node-2', 'node-3'];

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
  /** Failovers asked for because a primary had crashed. */
  public crashes = 0;
  private writes = 0;
  private streams = 0;
  private asks?: string;
  private crashAskedAt = -Infinity;
  /** Whose agents have heard of the last request after a crash. */
  private crashHeard = new Set<string>();

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
    const it = this.machine(name);
    it.died = it.up && it.redis ? { processId: 1, at: this.now } : it.died;
    it.redis = undefined;
    this.settle();
  }

  public killNode(name: string): void {
    const gone = { up: false, redis: undefined, seen: undefined, died: undefined };
    Object.assign(this.machine(name), { ...gone, outageSince: 0, namedAt: 0 });
    this.settle();
  }

  public start(name: string): void {
    const it = this.machine(name);
    if (!it.up) {
      Object.assign(it, { up: true, startedAt: this.now });
    }
    it.died = undefined;
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
    this.crashHeard.delete(name);
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
      it.redis = shaped(it.redis, desired, (redis) => {
        if (it.data.size === 0) {
          this.violations.push(`${name} became primary with nothing`);
        }
        return this.promoted(redis);
      });
      if (desired.writable === true && this.named !== name) {
        this.violations.push(`${name} opened although ${this.named} is named`);
      }
    }
    if (desired.askFailover) {
      this.asks = name;
    }
    this.settle();
    if (desired.crashFailover) {
      this.crashFailover(name);
    }
    return desired;
  }

  /** Rule R6: one Sentinel is asked at once, whatever the others have noticed; agents that are up hear of it. */
  private crashFailover(name: string): void {
    if (!this.machine(name).memory?.abdicating) {
      this.violations.push(`${name} asked for a failover before it abdicated`);
    }
    const known = [...this.crashHeard].some((other) => this.machine(other).up);
    if (known && this.now - this.crashAskedAt < CRASH_SPACING_MS) {
      this.violations.push(`${name} asked for a failover after a crash, ${this.now - this.crashAskedAt} ms after another`);
    }
    this.crashes += 1;
    this.crashAskedAt = this.now;
    this.sentinel();
    const others = NODES.filter((other) => other !== name && this.machine(other).up);
    others.forEach((other) => this.tick(other));
    this.crashHeard = new Set([name, ...others.filter((other) => this.machine(other).memory?.crashFailoverAt === this.now)]);
  }

  public situation(name: string): Situation {
    const it = this.machine(name);
    const seen = it.sees ? view(this.named, this.epoch, {
      failoverInProgress: this.promoting !== undefined && !this.decided,
      majorityDown: this.noticed(),
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
      now: this.now, node: name, topology: TopologyKind.SENTINEL, hasData: true, hasSentinel: false, bootstrapNode: 'node-1', sentinelNodes: [], dataNodes: NODES, settings,
      memory: it.memory, marker: { deploymentId: DEPLOYMENT, createdAt: '' }, redis: it.redis, died: it.redis ? undefined : it.died, view: seen, freshId: 'fresh', peers,
      namedAt: it.namedAt, outageSince: it.outageSince, startedAt: it.startedAt, stopping: false, handingOver: false,
    };
    it.outageSince = inOutage(situation) ? it.outageSince || this.now : 0;
    return { ...situation, outageSince: it.outageSince };
  }

  /** Sentinels take their time to believe a death. */
  private noticed(): boolean {
    const { redis, died } = this.machine(this.named);
    return redis === undefined && !(died && this.now - died.at < 100);
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
