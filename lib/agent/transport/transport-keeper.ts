import { networkInterfaces } from 'node:os';
import { certificateSettings, SentinelLag, type NodeConfig } from '../../config';
import { allNodes, type DeploymentPlan } from '../../plan';
import type { RedisLink } from '../../redis';
import type { OwnCertificates } from '../certificates/own-certificates';
import type { Links } from '../links';
import type { Log } from '../log';
import type { Situation } from '../situation';
import { rememberTransport } from './last-transport';
import { closePorts, followAtRightPort, hasMoved, isOpen, isTooOpen, move, openPorts, readTransport } from './redis-transport';
import { SentinelRestart } from './sentinel-restart';
import { mayRestart } from './sentinel-turn';
import { agreedOn, everybody, type TransportState } from './transport-state';

export interface TransportKeeperTools {
  readonly config: NodeConfig;
  readonly plan: DeploymentPlan;
  readonly links: Links;
  /** Absent where the plan has no TLS. */
  readonly certificates?: OwnCertificates;
  readonly log: Log;
}

/** While something is on its way, and while nothing is. */
const HURRIED_MS = 200;
const ORDINARY_MS = 2000;
/** Sentinels do not wait longer than this for replicas of nodes that died on the way: soon they would put them back. */
const STRAGGLERS_MS = 2000;

/**
 * Brings the servers of a node to the plan's transport while they run, in step with the other nodes: ports are opened first,
 * then data servers turn to each other another way, then Sentinels, and ports that nobody needs any more are closed.
 */
export class TransportKeeper {
  private readonly sentinel?: SentinelRestart;
  private readonly data?: RedisLink;
  private now: TransportState;
  private working = false;
  private lookedAt = 0;
  private movedAt = 0;
  private behindSince = 0;
  private trouble = '';
  private remembered = '';
  /** The server may have read certificates of before. */
  private owed = true;

  constructor(private readonly tools: TransportKeeperTools) {
    const { config, plan, links, log } = tools;
    const sentinel = links.sentinels.get(config.node);
    this.sentinel = sentinel && new SentinelRestart({ config, plan, sentinel, log });
    this.data = links.redis.get(config.node);
    const certificates = tools.certificates?.digest;
    this.now = { to: plan.transport, open: false, agreed: false, moved: false, done: false, certificates };
  }

  public get state(): TransportState {
    return this.now;
  }

  /** Looks and does what is next, in the background. */
  public look(situation: Situation): void {
    const settled = this.now.done && this.now.sentinelBehind !== true;
    if (this.working || Date.now() - this.lookedAt < (settled ? ORDINARY_MS : HURRIED_MS)) {
      return;
    }
    this.working = true;
    this.lookedAt = Date.now();
    void this.work(situation)
      .then(() => '', (failure: unknown) => (failure instanceof Error ? failure.message : String(failure)))
      .then((trouble) => {
        this.working = false;
        if (trouble !== '' && trouble !== this.trouble) {
          this.tools.log('transport-trouble', { error: trouble });
        }
        this.trouble = trouble;
      });
  }

  private async work(situation: Situation): Promise<void> {
    await this.renew();
    const { node, redis, peers, remote = {} } = situation;
    const { plan } = this.tools;
    const others = allNodes(plan).filter(({ name }) => name !== node).map(({ name }) => (peers[name] ?? remote[name])?.transport);
    if (this.data && (!redis || redis.loading)) {
      this.tell({ open: false });
      return;
    }
    const moved = this.data ? await this.moveRedis(this.data, others) : this.agree(others, true);
    const lag = await this.sentinel?.lag() ?? SentinelLag.NONE;
    const outdated = await this.sentinel?.outdated() ?? false;
    this.tell({
      moved, done: moved && lag !== SentinelLag.LINKS, certificates: this.tools.certificates?.digest,
      ...(this.sentinel ? { sentinelBehind: lag !== SentinelLag.NONE || outdated || await this.sentinel.onItsWay() } : {}),
    });
    await this.bringSentinel(situation, lag, outdated, others);
    await this.remember(others);
  }

  /** Where the next process of the server is to begin, whatever plan it comes with. */
  private async remember(others: (TransportState | undefined)[]): Promise<void> {
    const { plan, config } = this.tools;
    if (this.remembered !== plan.transport && this.now.done && everybody(plan.transport, others, 'done')) {
      await rememberTransport(config, plan.transport);
      this.remembered = plan.transport;
    }
  }

  /** Asks for other certificates when it is time, and gives those that came to what runs. */
  private async renew(): Promise<void> {
    const { certificates } = this.tools;
    if (certificates?.due && await certificates.renew(async () => this.sentinel?.outdate())) {
      this.owed = true;
    }
  }

  /** @returns whether it speaks to the others as the plan wants */
  private async moveRedis(data: RedisLink, others: (TransportState | undefined)[]): Promise<boolean> {
    const { plan, config, log } = this.tools;
    const before = await readTransport(data);
    if (this.owed || !isOpen(before, plan)) {
      await openPorts(data, before, plan, certificateSettings(plan, config));
      this.owed = false;
    }
    const ready = this.agree(others, true);
    if (!hasMoved(before, plan) && ready) {
      await move(data, plan);
      log('transport', { to: plan.transport, step: 'moved' });
    }
    const now = await readTransport(data);
    if (await followAtRightPort(data, now, plan)) {
      log('transport', { to: plan.transport, step: 'followed', source: now.source?.host });
    }
    if (isTooOpen(now, plan) && this.now.done && everybody(plan.transport, others, 'done')) {
      const ports = await closePorts(data, now, plan, this.ownAddresses());
      log('transport', { to: plan.transport, step: 'closed', ports });
    }
    return hasMoved(now, plan);
  }

  private agree(others: (TransportState | undefined)[], open: boolean): boolean {
    this.tell({ open, agreed: this.now.agreed || agreedOn(this.tools.plan.transport, others) });
    return this.now.agreed;
  }

  private async bringSentinel(
    situation: Situation, lag: SentinelLag, outdated: boolean, others: (TransportState | undefined)[],
  ): Promise<void> {
    const { plan } = this.tools;
    this.movedAt = this.now.moved ? this.movedAt || Date.now() : 0;
    this.behindSince = this.now.sentinelBehind ? this.behindSince || Date.now() : 0;
    if (lag === SentinelLag.LINKS) {
      const late = Date.now() - this.movedAt > STRAGGLERS_MS;
      if (this.now.moved && (everybody(plan.transport, others, 'moved') || late)) {
        await this.sentinel!.restart(`the transport is ${plan.transport} now`);
      }
    } else if ((lag === SentinelLag.LISTENERS || outdated)
      && mayRestart(situation, plan.transport, this.now.certificates, Date.now() - this.behindSince)) {
      await this.sentinel!.restart(outdated ? 'there are other certificates' : 'it listens elsewhere now');
    }
  }

  /** All of this machine's: a server that listens everywhere may be reached at each. */
  private ownAddresses(): string[] {
    const everywhere = Object.values(networkInterfaces()).flatMap((each) => each ?? []).map(({ address }) => address);
    return [...new Set([this.tools.links.network.local, ...everywhere])];
  }

  private tell(changed: Partial<TransportState>): void {
    this.now = { ...this.now, ...changed };
  }
}
