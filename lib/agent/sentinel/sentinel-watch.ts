import { sentinelPeriods } from '../../config';
import { nodesWith, NodeRole, type DeploymentPlan } from '../../plan';
import { parsePairs, type RedisLink } from '../../redis';
import type { Authority } from '../authority';
import type { AuthorityView } from '../situation';

/** One Sentinel's answer. */
export interface SentinelAnswer {
  /** Node it names, undefined when it names an address outside the plan. */
  readonly node?: string;
  readonly epoch: number;
  readonly flags: string[];
  /** It runs a failover away from the node it names; false once that has promoted somebody. */
  readonly failingOver: boolean;
  /** It means that node by an address the node has no longer: it knows nothing of it now, nor of its replicas. */
  readonly stray?: boolean;
  readonly at: number;
}

/** Answers older than this say nothing about now. */
const FRESH_MS = 900;

/** How long to rest between two questions to the same Sentinel. */
const PERIOD_MS = 150;

/** The same while the role is on its way: every node waits for this news. */
const HURRIED_PERIOD_MS = 20;

/** Hurry ends after this, whatever becomes of that failover. */
const HURRY_MS = 10_000;

/** Keeps asking every Sentinel of the plan; one that hangs delays nobody. */
export class SentinelWatch implements Authority {
  private readonly latest = new Map<string, SentinelAnswer>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly listeners: (() => void)[] = [];
  private told = '';
  private hurriesSince = 0;
  private stopped = false;

  constructor(
    private readonly plan: DeploymentPlan,
    private readonly self: string,
    private readonly links: Map<string, RedisLink>,
    private readonly nodeAt: (host: string, port: number) => string | undefined,
    /** The same without addresses of former times. */
    private readonly nodeNowAt = nodeAt,
  ) {}

  public start(): void {
    for (const { name } of nodesWith(this.plan.nodes, NodeRole.SENTINEL)) {
      void this.ask(name, 0);
    }
  }

  public stop(): void {
    this.stopped = true;
    this.timers.forEach(clearTimeout);
  }

  public view(now: number): AuthorityView {
    return viewOf(this.latest, nodesWith(this.plan.nodes, NodeRole.SENTINEL).map(({ name }) => name), now);
  }

  public onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Whether that Sentinel answers, whomever it names. */
  public answers(name: string, now: number): boolean {
    return fresh(this.latest.get(name), now);
  }

  /** Sentinels that agree with the majority and watch the node where it is, by name: one of these may be asked to act. */
  public agreeing(now: number): string[] {
    const majority = this.view(now).majority;
    return [...this.latest]
      .filter(([, answer]) => majority && fresh(answer, now) && answer.node === majority.node && !answer.stray)
      .map(([name]) => name).sort();
  }

  /** The Sentinel to ask for something: the one beside this node, else any, of those that agree with the majority. */
  public partner(now: number): string | undefined {
    const agreeing = this.agreeing(now);
    return agreeing.find((name) => name === this.self) ?? agreeing[0];
  }

  private async ask(name: string, tunedAt: number): Promise<void> {
    const link = this.links.get(name)!;
    const master = this.plan.topology.masterName;
    let tuned = tunedAt;
    try {
      // The address a failover has already decided on is in the first answer, its epoch in the second.
      const [address, fields] = await Promise.all([
        link.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', master),
        link.call('SENTINEL', 'MASTER', master).then(parsePairs),
      ]);
      const [host, port] = address as [string, string];
      const node = this.nodeAt(host, Number(port));
      const flags = (fields.flags ?? '').split(',');
      this.latest.set(name, {
        node,
        epoch: Number(fields['config-epoch']),
        flags,
        failingOver: flags.includes('failover_in_progress') && node === this.nodeAt(fields.ip ?? '', Number(fields.port)),
        stray: this.nodeNowAt(host, Number(port)) === undefined,
        at: Date.now(),
      });
      // A Sentinel forgets its periods when it restarts.
      if (name === this.self && Date.now() - tuned > 10_000) {
        await link.call('SENTINEL', 'DEBUG', ...sentinelPeriods(this.plan));
        tuned = Date.now();
      }
    } catch {
      this.latest.delete(name);
      tuned = 0;
    }
    this.tell();
    if (!this.stopped) {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        void this.ask(name, tuned);
      }, this.hurries(Date.now()) ? HURRIED_PERIOD_MS : PERIOD_MS);
      this.timers.add(timer);
    }
  }

  private tell(): void {
    const { majority, downCount, failoverInProgress } = this.view(Date.now());
    const now = [majority?.node, majority?.epoch, downCount, failoverInProgress].join();
    if (now !== this.told) {
      this.told = now;
      this.listeners.forEach((listener) => listener());
    }
  }

  private hurries(now: number): boolean {
    const moving = unsettled(this.latest, now);
    this.hurriesSince = moving ? this.hurriesSince || now : 0;
    return moving && now - this.hurriesSince < HURRY_MS;
  }
}

/** The role is on its way: one fails over, or not all name the same node. */
export function unsettled(answers: Map<string, SentinelAnswer>, now: number): boolean {
  const current = [...answers.values()].filter((answer) => fresh(answer, now));
  return current.some((answer) => answer.failingOver) || new Set(current.map((answer) => answer.node)).size > 1;
}

/** What a majority of the configured Sentinels says; a Sentinel that is silent counts against every majority. */
export function viewOf(answers: Map<string, SentinelAnswer>, configured: string[], now: number): AuthorityView {
  const current = configured.map((name) => answers.get(name)).filter((answer) => answer !== undefined && fresh(answer, now));
  const majority = Math.floor(configured.length / 2) + 1;
  const names = new Set(current.map((answer) => answer!.node));
  const agreed = [...names].find((node) =>
    node !== undefined && current.filter((answer) => answer!.node === node).length >= majority);
  const agreeing = agreed === undefined ? [] : current.filter((answer) => answer!.node === agreed);
  const downCount = agreeing.filter((answer) => answer!.flags.some((flag) => flag === 's_down' || flag === 'o_down')).length;
  return {
    configured: configured.length,
    reachable: current.length,
    majority: agreed === undefined ? undefined : { node: agreed, epoch: Math.max(...agreeing.map((answer) => answer!.epoch)) },
    unanimous: current.length === configured.length && agreeing.length === configured.length,
    majorityDown: downCount >= majority,
    downCount,
    failoverInProgress: current.some((answer) => answer!.failingOver),
  };
}

function fresh(answer: SentinelAnswer | undefined, now: number): boolean {
  return answer !== undefined && now - answer.at <= FRESH_MS;
}
