import { decide } from '../../../../lib/agent/decide';
import type { Desired } from '../../../../lib/agent/desired';
import { chooseSuccessor } from '../../../../lib/agent/replication/choose-successor';
import { confirmedAt, type Heard } from '../../../../lib/agent/replication/role-evidence';
import type { RoleMarker } from '../../../../lib/agent/platform/platform';
import type { PeerState, RedisState, Situation } from '../../../../lib/agent/situation';
import { FENCE } from '../../../../lib/config';
import { TopologyKind } from '../../../../lib/model';
import type { Machine } from './machine';
import { DEPLOYMENT, linked, memory, nobody, primary, settings } from '../situations';

const VALID_MS = settings.fenceAfterSeconds * 1000;

/**
 * Nodes and a role marker, so simplified that thousands of histories can be played: replication along a link is instant,
 * agents hear each other at once where nothing is cut. What the agents decide, what confirms a marker and who is chosen
 * is the real thing.
 */
export class World {
  public now = 1_000_000;
  public marker: RoleMarker = { primary: 'node-1', epoch: 3, changedAt: '', by: '' };
  public readonly machines = new Map<string, Machine>();
  public readonly acknowledged = new Set<number>();
  /** Lost with an emptied volume, or left behind by an order that named somebody else. */
  public readonly exempt = new Set<number>();
  public readonly violations: string[] = [];
  /** Epoch of the last order that could not reach the primary before. */
  private abandoned = 0;
  private writes = 0;
  private streams = 0;

  constructor(public readonly names: string[]) {
    for (const name of names) {
      const leads = name === this.marker.primary;
      this.machines.set(name, {
        up: true, data: new Set([0]), namedAt: leads ? this.now : 0, startedAt: 0, sees: true, cut: false, died: false,
        memory: memory({ role: leads ? 'primary' : 'replica', lastGoodAt: this.now }),
        redis: leads ? primary({ priority: 0 }) : linked(this.marker.primary, { priority: 0 }),
      });
    }
    this.settle();
    names.forEach((name) => this.tick(name));
  }

  public machine(name: string): Machine {
    return this.machines.get(name)!;
  }

  public writable(): string[] {
    return this.names.filter((name) => {
      const { redis } = this.machine(name);
      return redis?.role === 'primary' && redis.minReplicas < FENCE;
    });
  }

  public killRedis(name: string): void {
    const it = this.machine(name);
    Object.assign(it, { redis: undefined, died: it.up });
    this.settle();
  }

  public killNode(name: string): void {
    Object.assign(this.machine(name), {
      up: false, redis: undefined, seen: undefined, known: undefined, own: undefined, namedAt: 0, died: false,
    });
    this.settle();
  }

  /** Its agent alone dies and comes back at once. */
  public restartAgent(name: string): void {
    Object.assign(this.machine(name), {
      seen: undefined, known: undefined, own: undefined, namedAt: 0, startedAt: this.now, died: false,
    });
  }

  public start(name: string): void {
    const it = this.machine(name);
    if (!it.up) {
      Object.assign(it, { up: true, startedAt: this.now });
    }
    it.redis ??= nobody({ keys: it.data.size });
    it.died = false;
    this.settle();
  }

  public wipe(name: string): void {
    const it = this.machine(name);
    this.killNode(name);
    const others = this.names.map((other) => this.machine(other)).filter((other) => other !== it);
    const kept = others.filter((other) => other.memory).map(({ data }) => data);
    it.data.forEach((write) => kept.some((data) => data.has(write)) || this.exempt.add(write));
    Object.assign(it, { memory: undefined, data: new Set() });
  }

  /** Clients reach every node; agents look every 150 ms, so before and after. */
  public write(): void {
    for (const name of this.writable()) {
      this.replicasOf(name).forEach((replica) => this.tick(replica));
      this.writes += 1;
      this.machine(name).data.add(this.writes);
      const { redis } = this.machine(name);
      this.machine(name).redis = { ...redis!, offset: redis!.offset + 10 };
      this.acknowledged.add(this.writes);
      // Cut off from whoever gave the order, it goes on until it hears of it: that much an order over its head gives up.
      if (this.machine(name).memory!.epoch < this.abandoned) {
        this.exempt.add(this.writes);
      }
      this.settle();
      this.replicasOf(name).forEach((replica) => this.tick(replica));
    }
  }

  /** A planned handover, after its fence and its claim; what comes then is the agents' work. */
  public handOver(from: string, to: string): void {
    const [old, next] = [this.machine(from), this.machine(to)];
    this.tick(from);
    if (from === to || !old.up || !next.up || !old.sees || this.marker.primary !== from || !this.writable().includes(from)
      || !this.replicasOf(from).includes(to)) {
      return;
    }
    old.redis = { ...old.redis!, minReplicas: FENCE };
    this.claim(from, to);
    if (this.hears(to, from)) {
      this.learn(to, this.marker, true);
    }
  }

  /** An operator's order at a node. */
  public failOver(at: string, force = false): void {
    const it = this.machine(at);
    if (!it.up || !it.sees) {
      return;
    }
    const before = this.marker.primary;
    const states = Object.fromEntries(this.names.filter((name) => name === at || this.hears(at, name))
      .map((name) => { this.tick(name); return [name, this.told(name)]; }));
    const others = this.names.filter((name) => name !== before);
    const standing = { states, primary: before, others, maxLagSeconds: settings.minReplicasMaxLagSeconds };
    const { node } = chooseSuccessor(standing, { force });
    if (node === undefined) {
      return;
    }
    const reached = at === before || this.hears(at, before);
    const old = this.machine(before);
    if (reached && old.redis) {
      old.redis = { ...old.redis, minReplicas: FENCE };
    }
    // What only others hold is given up by whoever gives the order.
    const kept = this.machine(node).data;
    this.acknowledged.forEach((write) => kept.has(write) || this.exempt.add(write));
    this.claim(at, node);
    if (reached) {
      this.learn(before, this.marker, false);
    } else {
      this.abandoned = this.marker.epoch;
    }
    const opened = states[before]?.memory?.role === 'primary' && states[before].memory.epoch === this.marker.epoch - 1;
    if (at === node || this.hears(at, node)) {
      this.learn(node, this.marker, reached && opened);
    }
  }

  public tick(name: string): Desired | undefined {
    const it = this.machine(name);
    if (!it.up) {
      return undefined;
    }
    if (it.sees) {
      this.learn(name, this.marker, false);
      it.own = { epoch: this.marker.epoch, askedAt: this.now };
    }
    const situation = this.situation(name);
    const desired = decide(situation);
    it.seen = { redis: it.redis, epoch: situation.view.majority?.epoch };
    if (desired.remember) {
      it.memory = desired.remember;
    }
    if (it.redis) {
      it.redis = this.shaped(name, it.redis, desired);
    }
    this.settle();
    return desired;
  }

  private claim(at: string, to: string): void {
    this.marker = { primary: to, epoch: this.marker.epoch + 1, previous: this.marker.primary, changedAt: '', by: '' };
    this.learn(at, this.marker, false);
    this.machine(at).own = { epoch: this.marker.epoch, askedAt: this.now };
  }

  private learn(name: string, marker: RoleMarker, released: boolean): void {
    const { known } = this.machine(name);
    if (!known || marker.epoch > known.marker.epoch) {
      this.machine(name).known = { marker, since: this.now, released };
    } else if (marker.epoch === known.marker.epoch && released) {
      known.released = true;
    }
  }

  private situation(name: string): Situation {
    const it = this.machine(name);
    const peers: Record<string, PeerState> = {};
    const heard: Record<string, Heard> = {};
    const others = this.names.filter((other) => other !== name);
    for (const other of others.filter((candidate) => this.hears(name, candidate))) {
      peers[other] = this.told(other);
      heard[other] = { state: peers[other], askedAt: this.now };
      const { role } = peers[other];
      if (role) {
        this.learn(name, role.marker, false);
      }
    }
    const { known } = it;
    const asOf = known && confirmedAt(known.marker, it.own, heard, others);
    const certain = asOf !== undefined && this.now - asOf <= VALID_MS;
    if (certain && known!.marker.primary === name) {
      it.namedAt = asOf;
    }
    return {
      now: this.now, node: name, topology: TopologyKind.REPLICATION, hasData: true, hasSentinel: false, bootstrapNode: 'node-1',
      sentinelNodes: [], dataNodes: this.names, settings, memory: it.memory, redis: it.redis, freshId: 'fresh', peers,
      marker: { deploymentId: DEPLOYMENT, createdAt: '' },
      view: {
        configured: 1, reachable: it.own ? 1 : 0, unanimous: certain, majorityDown: false, failoverInProgress: false,
        ...(certain ? { majority: { node: known!.marker.primary, epoch: known!.marker.epoch }, asOf } : {}),
        change: known && { previous: known.marker.previous, knownSince: known.since, released: known.released, handing: false },
      },
      namedAt: it.namedAt, outageSince: 0, startedAt: it.startedAt, stopping: false, handingOver: false,
    };
  }

  private told(name: string): PeerState {
    const { memory: remembered, seen, known, own, died, redis } = this.machine(name);
    return {
      memory: remembered, redis: redis && seen?.redis, sentinelEpoch: 0, phase: '', viewEpoch: seen?.epoch,
      ...(died && !redis ? { died: { processId: 1, at: this.now } } : {}),
      role: known && { marker: known.marker, readMsAgo: own?.epoch === known.marker.epoch ? this.now - own.askedAt : undefined },
    };
  }

  private hears(name: string, other: string): boolean {
    return this.machine(name).up && this.machine(other).up && !this.machine(name).cut && !this.machine(other).cut;
  }

  private shaped(name: string, redis: RedisState, desired: Desired): RedisState {
    let next = redis;
    if (desired.writable === false) {
      next = { ...next, minReplicas: FENCE };
    }
    if (desired.role && 'follow' in desired.role && next.source !== desired.role.follow) {
      next = { ...next, role: 'replica', nobody: false, source: desired.role.follow, linkUp: false, minReplicas: FENCE };
    }
    if (desired.role && 'become' in desired.role && next.role !== 'primary') {
      if (this.machine(name).data.size === 0) {
        this.violations.push(`${name} became primary with nothing`);
      }
      this.streams += 1;
      next = { ...next, role: 'primary', nobody: false, source: undefined, linkUp: false, replicationId: `stream ${this.streams}` };
    }
    if (desired.writable === true) {
      next = { ...next, minReplicas: settings.minReplicasToWrite };
    }
    return next;
  }

  private replicasOf(name: string): string[] {
    return this.names.filter((other) => this.machine(other).redis?.source === name && this.machine(other).redis?.linkUp === true);
  }

  private settle(): void {
    for (const name of this.names) {
      const it = this.machine(name);
      if (it.redis?.role === 'replica' && it.redis.source) {
        const source = this.machine(it.redis.source);
        const linkUp = source.redis?.role === 'primary' && !it.cut && !source.cut;
        it.redis = { ...it.redis, linkUp };
        if (linkUp) {
          it.data = new Set(source.data);
          it.redis = { ...it.redis, offset: source.redis!.offset, replicationId: source.redis!.replicationId };
        }
      }
      if (it.redis) {
        it.redis = { ...it.redis, keys: it.data.size, goodReplicas: this.replicasOf(name).length };
      }
    }
  }
}
