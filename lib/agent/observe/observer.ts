import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { layoutOf, type NodeConfig } from '../../config';
import { TopologyKind } from '../../model';
import { nodesWith, NodeRole, remoteNodes, upstreamOf } from '../../plan';
import type { Deployment } from '../deployment';
import { inOutage } from '../sentinel/evidence';
import type { Links } from '../links';
import type { Log } from '../log';
import type { Memory } from '../memory';
import type { Marker, Platform } from '../platform/platform';
import type { RebuildOrder } from '../sentinel/rebuild-order';
import { strayOf } from '../sentinel/stray';
import type { Death, PeerState, RedisState, SentinelFile, Situation, StorageTrouble, Unresponsive } from '../situation';
import { readRestoring } from './read-restoring';
import { readRedis } from './local-redis';
import type { PeerWatch } from './peers';
import { ProcessWatch } from './process-watch';
import type { Authority } from '../authority';
import { clusterPlaces, remotePlaces } from '../cluster/places';
import { readCluster } from '../cluster/read-cluster';
import { shardInOutage } from '../cluster/shard-outage';

/** How often the outside marker is read while it matters. */
const MARKER_PERIOD_MS = 1000;
/** How often a node that has been formed looks whether the marker still stands: whoever empties what it is in says nothing. */
const MARKER_STANDS_MS = 15_000;

/** How long a look waits for a Redis that has been silent before: what is decided meanwhile must not wait for it. */
const SILENT_LOOK_MS = 100;

export interface ObserverParts {
  readonly config: NodeConfig;
  readonly deployment: Deployment;
  readonly platform: Platform;
  readonly links: Links;
  readonly authority: Authority;
  readonly peers: PeerWatch;
  readonly log: Log;
  /** Told when something happened that should be looked at right now. */
  readonly onChange?: () => void;
}

/** What the agent is doing itself, which a decision must know. */
export interface Doing {
  readonly memory?: Memory;
  readonly stopping: boolean;
  readonly handingOver: boolean;
  readonly pausedUntil?: number;
  /** The agent had to give up the space it keeps for itself (rule R13). */
  readonly ballastSpent?: boolean;
  readonly order?: RebuildOrder;
}

/** Puts together everything a decision rests on. */
export class Observer {
  private readonly startedAt = Date.now();
  private readonly freshId = randomUUID();
  private marker: Marker | undefined | 'unknown' = 'unknown';
  private markerReadAt = 0;
  private readingMarker = false;
  /** See `Situation.heard`. */
  private readonly heard: Record<string, string> = {};
  private namedAt = 0;
  private outageSince = 0;
  private straySince = 0;
  private unresponsive?: Unresponsive;
  private died?: Death;
  private storage?: StorageTrouble;
  private question?: { readonly askedAt: number; readonly answer: Promise<RedisState | undefined> };
  private readonly process = new ProcessWatch((processId) => {
    this.died = { processId, at: Date.now() };
    this.parts.onChange?.();
  });

  /** Data nodes of the other region that hold what this one does. */
  private readonly remote: string[];

  constructor(private readonly parts: ObserverParts) {
    const { plan, self } = parts.deployment;
    this.remote = nodesWith(remoteNodes(plan), NodeRole.DATA).filter(({ shard }) => shard === self.shard).map(({ name }) => name);
  }

  public stop(): void {
    this.process.stop();
  }

  /** @param region who may take writes, asked for last: nothing else may make it old */
  public async look(doing: Doing, region: () => Pick<Situation, 'region' | 'remote'> | undefined = () => undefined): Promise<Situation> {
    const { config, deployment: { plan, bindings, self }, authority, links, peers } = this.parts;
    const hasData = self.roles.includes(NodeRole.DATA);
    const redis = hasData ? await this.lookAtRedis() : undefined;
    const facts = redis !== undefined && plan.topology.kind === TopologyKind.CLUSTER
      ? await readCluster(links.redis.get(config.node)!, links.nodeAt).catch(() => undefined) : undefined;
    this.lookAtMarker(doing.memory);
    const sentinelText = await readFile(layoutOf(config).sentinelConf, 'utf8').catch(() => undefined);
    const restore = await readRestoring(this.parts, hasData, doing.memory, redis !== undefined);
    const now = Date.now();
    const cluster = authority.hear ? authority.hear(facts, now) : facts;
    const view = authority.view(now);
    const others = this.hear(peers.states(now));
    if (view.majority?.node === config.node) {
      this.namedAt = view.asOf ?? now;
    }
    const situation: Situation = {
      ...doing,
      now,
      node: config.node,
      hasData,
      hasSentinel: self.roles.includes(NodeRole.SENTINEL),
      bootstrapNode: plan.topology.bootstrapNode,
      topology: plan.topology.kind,
      cluster,
      shard: self.shard,
      ...(self.shard === undefined ? {} : {
        clusterPlaces: clusterPlaces(plan, bindings), remotePlaces: remotePlaces(plan, bindings),
      }),
      died: redis === undefined ? this.died : undefined,
      dataNodes: nodesWith(plan.nodes, NodeRole.DATA).filter(({ shard }) => shard === self.shard).map(({ name }) => name),
      settings: plan.settings,
      marker: this.marker,
      redis,
      unresponsive: this.unresponsive,
      storage: this.lookAtStorage(redis, doing.ballastSpent ?? false, now),
      view,
      ...(restore ? { restore } : {}),
      upstream: view.majority && upstreamOf(plan, config.node, view.majority.node),
      freshId: this.freshId,
      peers: others,
      heard: { ...this.heard },
      namedAt: this.namedAt,
      outageSince: this.outageSince,
      startedAt: this.startedAt,
      sentinelNodes: nodesWith(plan.nodes, NodeRole.SENTINEL).map(({ name }) => name),
      sentinelFile: sentinelText === undefined ? undefined : this.lookAtSentinelFile(sentinelText, now),
      ...(this.remote.length === 0 ? {} : { remoteNodes: this.remote, ...region() }),
    };
    this.outageSince = (self.shard === undefined ? inOutage : shardInOutage)(situation) ? this.outageSince || now : 0;
    return { ...situation, outageSince: this.outageSince };
  }

  private async lookAtRedis(): Promise<RedisState | undefined> {
    const question = this.question ??= this.askRedis();
    const state = await (this.unresponsive ? Promise.race([question.answer, nothingAfter(SILENT_LOOK_MS)]) : question.answer);
    if (state) {
      this.unresponsive = undefined;
      this.died = undefined;
      this.process.follow(state.processId);
      return state;
    }
    // Looking for the process also notices its death.
    const alive = this.process.isThere();
    this.unresponsive = alive ? this.unresponsive ?? { processId: this.process.processId, since: question.askedAt } : undefined;
    return undefined;
  }

  /** A Redis that does not answer says nothing new. */
  private lookAtStorage(redis: RedisState | undefined, ballastSpent: boolean, now: number): StorageTrouble | undefined {
    const trouble = ballastSpent ? 'the data volume is full' : redis ? redis.storage : this.storage?.trouble;
    this.storage = trouble === undefined ? undefined : { trouble, since: this.storage?.since ?? now };
    return this.storage;
  }

  /** Sentinel writes both epochs before it acts on them. */
  private lookAtSentinelFile(text: string, now: number): SentinelFile {
    const epoch = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
    const stray = strayOf(text, this.parts.links.nodeAt, this.parts.deployment.formerly);
    this.straySince = stray ? this.straySince || now : 0;
    return {
      configEpoch: epoch(/^sentinel config-epoch \S+ (\d+)/m),
      currentEpoch: epoch(/^sentinel current-epoch (\d+)/m),
      ...(stray ? { stray: { ...stray, since: this.straySince } } : {}),
    };
  }

  private askRedis(): { askedAt: number; answer: Promise<RedisState | undefined> } {
    const { config, links, deployment: { plan } } = this.parts;
    const answer = readRedis(links.redis.get(config.node)!, links.nodeAt, plan.settings.minReplicasMaxLagSeconds, this.remote)
      .catch(() => undefined).finally(() => { this.question = undefined; });
    return { askedAt: Date.now(), answer };
  }

  /** In the background: a store that takes its time must not keep a primary from being fenced. */
  private lookAtMarker(memory: Memory | undefined): void {
    const stood = this.marker === 'unknown' ? undefined : this.marker;
    // Without data of its own a node goes on with the marker it has seen: an emptied one is no leave to begin.
    const settled = stood !== undefined && memory?.state !== 'initialised';
    const period = stood === undefined ? MARKER_PERIOD_MS : MARKER_STANDS_MS;
    if (settled || this.readingMarker || Date.now() - this.markerReadAt < period) {
      return;
    }
    this.readingMarker = true;
    this.parts.platform.readMarker().then(
      (marker) => { this.marker = this.believed(stood, marker); },
      (failure: unknown) => {
        this.marker = stood ?? 'unknown';
        this.parts.log('marker-unreadable', { error: failure instanceof Error ? failure.message : String(failure) });
      },
    ).finally(() => {
      this.readingMarker = false;
      this.markerReadAt = Date.now();
    });
  }

  /** Another id is somebody's mistake: it is told, and who starts next refuses, but nobody who serves stops for it. */
  private believed(stood: Marker | undefined, read: Marker | undefined): Marker | undefined {
    if (!stood || stood.deploymentId === read?.deploymentId) {
      return read;
    }
    this.parts.log(read ? 'marker-changed' : 'marker-lost', { stood: stood.deploymentId, ...(read ? { reads: read.deploymentId } : {}) });
    return read && stood;
  }

  private hear(states: Record<string, PeerState>): Record<string, PeerState> {
    for (const [name, { memory }] of Object.entries(states)) {
      this.heard[name] = memory?.state === 'initialised' ? memory.deploymentId : '';
    }
    return states;
  }
}

function nothingAfter(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds));
}
