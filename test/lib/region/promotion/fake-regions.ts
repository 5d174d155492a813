import { Engine, RegionStrategy, Topology, WhenUnsure, type ReplicaRegionSpec } from '../../../../lib/model';
import { allNodes, NodeRole, plan, planOf, regionOf, type DeploymentPlan, type PlanNode } from '../../../../lib/plan';
import { firstRecord, recordText, type RegionRecord } from '../../../../lib/region';
import type { NodeReport, PromotionPort, Reports } from '../../../../lib/region/promotion';

export const REGION: ReplicaRegionSpec = {
  strategy: RegionStrategy.WARM, failureDomains: 3, objectives: { rpoSeconds: 5000, rtoSeconds: 10_000 },
};

export function twoRegions(changes: Partial<ReplicaRegionSpec> = {}, topology = Topology.sentinel()): DeploymentPlan {
  return plan({
    name: 'demo', engine: Engine.REDIS_7_0, topology, objectives: { rpoSeconds: 5, rtoSeconds: 30 }, failureDomains: 3,
    replicaRegion: { ...REGION, ...changes },
  });
}

/** The process that promotes has died. */
export class Died extends Error {}

export interface FakeNode extends PlanNode {
  readonly region: string;
  readonly dataSet: string;
  running: boolean;
  role: 'primary' | 'replica';
  epoch: number;
  offset: number;
  history: string;
  source?: string;
  linkUp: boolean;
  holdsData: boolean;
  record?: RegionRecord;
  provenAt: number;
  writes: boolean;
}

const STEP_MS = 100;

/**
 * Two regions whose agents keep the rules, on a clock that goes on only when somebody sleeps. It fails by itself when two
 * regions take writes of one data set at once.
 */
export class FakeRegions {
  public now = 0;
  public readonly records = new Map<number, RegionRecord>();
  public readonly nodes: FakeNode[];
  /** Regions out of reach of whoever promotes. */
  public unreachable: string[] = [];
  /** Regions whose agents cannot ask the witness. */
  public blind: string[] = [];
  /** Nothing is copied between the regions. */
  public linkCut = false;
  /** Bytes that a copy receives in a step. */
  public rate = 1000;
  public witnessDown = false;
  /** What was called, in order, by name. */
  public readonly calls: string[] = [];
  /** Called before each call of a port, and after it; may throw. */
  public interrupt: (call: string, when: 'before' | 'after') => void = () => undefined;

  constructor(public readonly plan: DeploymentPlan) {
    this.records.set(1, firstRecord(plan.name, 'region-1', '', 'test'));
    const firsts = new Set<string>();
    this.nodes = allNodes(plan).map((node): FakeNode => {
      const region = regionOf(plan, node.name);
      const dataSet = String(node.shard ?? 1);
      const leads = region === 'region-1' && node.roles.includes(NodeRole.DATA) && !firsts.has(dataSet);
      firsts.add(dataSet);
      return {
        ...node, region, dataSet, running: !node.dormant, role: leads ? 'primary' : 'replica', epoch: 1, offset: 1000, history: 'a',
        linkUp: true, holdsData: !node.dormant, record: this.records.get(1), provenAt: 0, writes: false,
      };
    });
    this.follow();
  }

  public node(name: string): FakeNode {
    return this.nodes.find((node) => node.name === name)!;
  }

  public of(region: string): FakeNode[] {
    return this.nodes.filter((node) => node.region === region);
  }

  public get newest(): RegionRecord {
    return this.records.get(Math.max(...this.records.keys()))!;
  }

  public lose(region: string): void {
    this.of(region).forEach((node) => { node.running = false; });
    this.follow();
  }

  /** Cut off from everything but its clients. */
  public isolate(region: string): void {
    this.unreachable = [region];
    this.blind = [region];
    this.linkCut = true;
    this.follow();
  }

  public rejoin(): void {
    Object.assign(this, { unreachable: [], blind: [], linkCut: false });
    this.nodes.forEach((node) => { node.running ||= !node.dormant; });
  }

  public port(): PromotionPort {
    const call = async <T>(name: string, work: () => T): Promise<T> => {
      await new Promise((resolve) => { setImmediate(resolve); });
      this.calls.push(name);
      this.interrupt(name, 'before');
      const result = work();
      this.interrupt(name, 'after');
      return result;
    };
    return {
      plan: this.plan,
      witness: {
        read: (epoch) => call('read', () => this.asked(() => this.records.get(epoch))),
        create: (record) => call('create', () => this.asked(() => {
          if (!this.records.has(record.epoch)) {
            this.records.set(record.epoch, JSON.parse(recordText(record)) as RegionRecord);
          }
          return this.records.get(record.epoch)!;
        })),
      },
      look: (names) => call('look', () => this.look(names)),
      tell: (record, names) => call('tell', () => this.reached(names).map((node) => {
        this.learn(node, record);
        return node.name;
      })),
      takesWrites: (name) => call('takesWrites', () => this.reached([name]).some(({ writes }) => writes)),
      start: (names) => call('start', () => {
        names.forEach((name) => { this.node(name).running = true; });
        this.follow();
      }),
      monotonic: () => this.now,
      sleep: (ms) => call('sleep', () => this.pass(ms)),
      timeOfDay: () => `at ${this.now}`,
    };
  }

  public pass(ms: number): void {
    for (const end = this.now + ms; this.now < end;) {
      this.now += STEP_MS;
      this.nodes.filter(({ running }) => running).forEach((node) => this.live(node));
      for (const dataSet of new Set(this.nodes.map((node) => node.dataSet))) {
        const writers = this.nodes.filter((node) => node.dataSet === dataSet && node.writes && node.running);
        if (new Set(writers.map(({ region }) => region)).size > 1) {
          throw new Error(`two regions took writes of data set ${dataSet} at ${this.now}`);
        }
      }
    }
  }

  private asked<T>(answer: () => T): T {
    if (this.witnessDown) {
      throw new Error('connect ECONNREFUSED');
    }
    return answer();
  }

  private look(names: readonly string[]): Reports {
    return Object.fromEntries(this.reached(names).map((node): [string, NodeReport] => {
      const { name, role, epoch, offset, history, linkUp, source, record, roles } = node;
      const data = roles.includes(NodeRole.DATA);
      const stopped = record !== undefined && (record.active !== node.region || record.moving !== undefined);
      return [name, {
        ...(data ? { role, source } : {}), holdsData: data && node.holdsData, epoch, highestEpoch: epoch, offset,
        replicationId: history, linkUp, phase: 'serving', region: record,
        ...(stopped ? { fence: { epoch: record.epoch, confirmed: !node.writes, offset } } : {}),
      }];
    }));
  }

  private reached(names: readonly string[]): FakeNode[] {
    return this.nodes.filter((node) => names.includes(node.name) && node.running && !this.unreachable.includes(node.region));
  }

  private learn(node: FakeNode, record: RegionRecord): void {
    if (record.epoch > (node.record?.epoch ?? 0)) {
      node.record = record;
    }
  }

  private live(node: FakeNode): void {
    if (!this.witnessDown && !this.blind.includes(node.region) && this.records.size > 0) {
      this.learn(node, this.newest);
      node.provenAt = this.now;
    }
    const { record } = node;
    const mine = record!.active === node.region && !record!.moving;
    if (!mine && record!.active !== node.region && node.role === 'primary') {
      node.role = 'replica';
    }
    if (mine && record!.primaries?.[node.dataSet] === node.name && node.epoch < record!.roleEpoch) {
      Object.assign(node, { role: 'primary', epoch: record!.roleEpoch, history: `of ${node.name}` });
    }
    const proven = this.now - node.provenAt <= this.plan.regionChange!.leaseSeconds * 1000;
    const goesOn = proven || this.plan.regionChange!.whenUnsure === WhenUnsure.KEEP_WRITING;
    node.writes = node.role === 'primary' && node.roles.includes(NodeRole.DATA) && mine && goesOn;
    node.offset += node.writes ? 10 : 0;
    this.follow();
    this.copy(node);
  }

  private copy(node: FakeNode): void {
    const source = node.source === undefined ? undefined : this.node(node.source);
    if (node.role === 'replica' && source && node.linkUp) {
      const same = source.history === node.history;
      node.offset = same ? Math.min(source.offset, node.offset + this.rate) : source.offset;
      Object.assign(node, { history: source.history, epoch: source.epoch, holdsData: true });
    }
  }

  /** Every copy follows the primary of the region that its agent calls active. */
  private follow(): void {
    for (const node of this.nodes.filter(({ role, roles }) => role === 'replica' && roles.includes(NodeRole.DATA))) {
      const primary = this.nodes.find((other) => other.role === 'primary' && other.dataSet === node.dataSet
        && other.roles.includes(NodeRole.DATA) && other.region === node.record!.active);
      node.source = primary?.name;
      node.linkUp = primary !== undefined && primary.running && !(this.linkCut && primary.region !== node.region);
    }
  }
}

/** Data nodes of a region, in the plan's order. */
export function dataNodes(made: DeploymentPlan, region: string): string[] {
  return planOf(made, region).nodes.filter(({ roles }) => roles.includes(NodeRole.DATA)).map(({ name }) => name);
}
