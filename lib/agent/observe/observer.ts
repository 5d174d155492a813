import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { layoutOf, type NodeConfig } from '../../config';
import { nodesWith, NodeRole } from '../../plan';
import type { Deployment } from '../deployment';
import { inOutage } from '../evidence';
import type { Links } from '../links';
import type { Log } from '../log';
import type { Memory } from '../memory';
import type { Marker, Platform } from '../platform/platform';
import type { RebuildOrder } from '../rebuild-order';
import type { RedisState, SentinelFile, Situation, Unresponsive } from '../situation';
import { readRedis } from './local-redis';
import type { PeerWatch } from './peers';
import type { SentinelWatch } from './sentinels';

/** How often the outside marker is read while it matters. */
const MARKER_PERIOD_MS = 1000;

export interface ObserverParts {
  readonly config: NodeConfig;
  readonly deployment: Deployment;
  readonly platform: Platform;
  readonly links: Links;
  readonly sentinels: SentinelWatch;
  readonly peers: PeerWatch;
  readonly log: Log;
}

/** What the agent is doing itself, which a decision must know. */
export interface Doing {
  readonly memory?: Memory;
  readonly stopping: boolean;
  readonly handingOver: boolean;
  readonly order?: RebuildOrder;
}

/** Puts together everything a decision rests on. */
export class Observer {
  private readonly startedAt = Date.now();
  private readonly freshId = randomUUID();
  private marker: Marker | undefined | 'unknown' = 'unknown';
  private markerReadAt = 0;
  private readingMarker = false;
  private namedAt = 0;
  private outageSince = 0;
  private unresponsive?: Unresponsive;
  private process = { id: 0, start: '' };

  constructor(private readonly parts: ObserverParts) {}

  public async look(doing: Doing): Promise<Situation> {
    const { config, deployment: { plan, self }, sentinels, peers } = this.parts;
    const hasData = self.roles.includes(NodeRole.DATA);
    const redis = hasData ? await this.lookAtRedis() : undefined;
    this.lookAtMarker();
    const sentinelText = await readFile(layoutOf(config).sentinelConf, 'utf8').catch(() => undefined);
    const now = Date.now();
    const view = sentinels.view(now);
    if (view.majority?.node === config.node) {
      this.namedAt = now;
    }
    const situation: Situation = {
      ...doing,
      now,
      node: config.node,
      hasData,
      hasSentinel: self.roles.includes(NodeRole.SENTINEL),
      bootstrapNode: plan.topology.bootstrapNode,
      dataNodes: nodesWith(plan.nodes, NodeRole.DATA).map(({ name }) => name),
      settings: plan.settings,
      marker: this.marker,
      redis,
      unresponsive: this.unresponsive,
      view,
      freshId: this.freshId,
      peers: peers.states(now),
      namedAt: this.namedAt,
      outageSince: this.outageSince,
      startedAt: this.startedAt,
      sentinelNodes: nodesWith(plan.nodes, NodeRole.SENTINEL).map(({ name }) => name),
      sentinelFile: sentinelText === undefined ? undefined : sentinelFile(sentinelText),
    };
    this.outageSince = inOutage(situation) ? this.outageSince || now : 0;
    return { ...situation, outageSince: this.outageSince };
  }

  private async lookAtRedis(): Promise<RedisState | undefined> {
    const { config, links, deployment: { plan } } = this.parts;
    try {
      const state = await readRedis(links.redis.get(config.node)!, links.nodeAt, plan.settings.minReplicasMaxLagSeconds);
      this.unresponsive = undefined;
      if (state.processId !== this.process.id) {
        this.process = { id: state.processId, start: processStart(state.processId) };
      }
      return state;
    } catch {
      const { id, start } = this.process;
      const alive = id > 0 && isAlive(id) && processStart(id) === start;
      this.unresponsive = alive ? this.unresponsive ?? { processId: id, since: Date.now() } : undefined;
      return undefined;
    }
  }

  /** In the background: a store that takes its time must not keep a primary from being fenced. */
  private lookAtMarker(): void {
    const settled = this.marker !== 'unknown' && this.marker !== undefined;
    if (settled || this.readingMarker || Date.now() - this.markerReadAt < MARKER_PERIOD_MS) {
      return;
    }
    this.readingMarker = true;
    this.parts.platform.readMarker().then(
      (marker) => { this.marker = marker; },
      (failure: unknown) => {
        this.marker = 'unknown';
        this.parts.log('marker-unreadable', { error: failure instanceof Error ? failure.message : String(failure) });
      },
    ).finally(() => {
      this.readingMarker = false;
      this.markerReadAt = Date.now();
    });
  }
}

/** Sentinel writes both epochs before it acts on them. */
function sentinelFile(text: string): SentinelFile {
  const epoch = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    configEpoch: epoch(/^sentinel config-epoch \S+ (\d+)/m),
    currentEpoch: epoch(/^sentinel current-epoch (\d+)/m),
  };
}

/** When a process started, in ticks since boot (field 22): another one may have its id by now, and must not be killed for it. */
function processStart(processId: number): string {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
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
