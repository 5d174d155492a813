import { firstRecord } from '../../region';
import { nodesWith, NodeRole, remoteNodes, type DeploymentPlan } from '../../plan';
import { WhenUnsure } from '../../model';
import type { NodeConfig } from '../../config';
import type { Ballast } from '../ballast';
import type { CommandResult } from '../command-result';
import type { Deployment } from '../deployment';
import type { Desired } from '../desired';
import type { Links } from '../links';
import type { Log } from '../log';
import type { Platform } from '../platform/platform';
import { PeerWatch } from '../observe/peers';
import type { PeerState, Situation } from '../situation';
import { bytesBeyond } from './discarded';
import { FenceSeen } from './fence-seen';
import { LagWatch } from './lag-watch';
import { openWitness } from './open-witness';
import { RegionFile } from './region-file';
import { takeRecord } from './region-order';
import { RegionWatch } from './region-watch';

export interface RegionParts {
  readonly config: NodeConfig;
  readonly deployment: Deployment;
  readonly platform: Pick<Platform, 'claimRole' | 'readRole'>;
  readonly links: Links;
  /** Agents of this region. */
  readonly peers: PeerWatch;
  readonly key: Buffer;
  readonly ballast: Ballast;
  readonly log: Log;
}

/** What an agent of a plan with two regions has more than others (rule R14). */
export class RegionKeeper {
  private readonly watch: RegionWatch;
  private readonly remote: PeerWatch;
  private readonly fence = new FenceSeen();
  private readonly lag = new LagWatch();
  private discardedAt = 0;
  private declaring = false;

  private constructor(private readonly parts: RegionParts) {
    const { config, deployment: { plan, bindings }, links, peers, key, ballast, log } = parts;
    const far = remoteNodes(plan);
    this.remote = new PeerWatch(
      far.filter(({ name }) => bindings.addresses[name])
        .map(({ name }) => ({ name, host: bindings.addresses[name]!, port: plan.ports.agent })),
      links.network.source, key,
    );
    const { leaseSeconds, whenUnsure } = plan.regionChange!;
    this.watch = new RegionWatch({
      deployment: plan.name, own: plan.regions[0]!.name, regions: plan.regions.map(({ name }) => name),
      others: nodesWith(far, NodeRole.DATA).filter(({ dormant }) => !dormant).map(({ name }) => name),
      witness: openWitness(config, plan, links.network.source),
      file: new RegionFile(config, plan.name, ballast),
      heard: () => ({ ...peers.latest(), ...this.remote.latest() }),
      leaseSeconds, keepsWriting: whenUnsure === WhenUnsure.KEEP_WRITING, log,
    });
  }

  /** @returns undefined in a plan with one region */
  public static of(parts: RegionParts): RegionKeeper | undefined {
    return hasTwoRegions(parts.deployment.plan) ? new RegionKeeper(parts) : undefined;
  }

  public async start(onChange: () => void): Promise<void> {
    this.watch.onChange(onChange);
    await this.watch.start();
    this.remote.start();
  }

  public stop(): void {
    this.watch.stop();
    this.remote.stop();
  }

  public get commands(): Record<string, (word: string) => Promise<CommandResult>> {
    return { 'region-record': (word) => takeRecord(word, this.parts.deployment.plan.name, this.watch) };
  }

  /** Whether a primary here may take writes at this moment. */
  public get mayWrite(): boolean {
    return this.watch.view().mayWrite;
  }

  /** What a decision rests on. */
  public facts(): Pick<Situation, 'region' | 'remote'> {
    return { region: this.watch.view(), remote: this.remote.states(Date.now()) };
  }

  /** What peers are told. */
  public told(): Partial<PeerState> {
    const [fence, lag] = [this.fence.get(), this.lag.get()];
    return { ...this.watch.told(), ...(fence ? { fence } : {}), ...(lag ? { lag } : {}) };
  }

  /** After each decision, before it is made true. */
  public async look(situation: Situation, desired: Desired): Promise<void> {
    this.fence.look(situation);
    this.lag.look(situation);
    if (desired.discards !== undefined) {
      await this.tellDiscarded(situation, desired.discards);
    }
    if (desired.declareRegion && !this.declaring) {
      this.declaring = true;
      const { config: { node }, deployment: { plan } } = this.parts;
      const first = firstRecord(plan.name, plan.regions[0]!.name, new Date(situation.now).toISOString(), `formed by ${node}`);
      void this.watch.declare(first).finally(() => { this.declaring = false; });
    }
  }

  /** Once for each change of the region. */
  private async tellDiscarded({ redis, memory, region }: Situation, successor: string): Promise<void> {
    const epoch = region?.record?.epoch ?? 0;
    const link = this.parts.links.redis.get(successor);
    if (this.discardedAt === epoch || !link || !memory) {
      return;
    }
    const held = redis?.role === 'primary' ? redis : memory;
    const bytes = await bytesBeyond(held, link);
    this.discardedAt = epoch;
    this.parts.log('region-discarded', { bytes: bytes ?? 'unknown', follows: successor, offset: held.offset, replicationId: held.replicationId });
  }
}

function hasTwoRegions(plan: DeploymentPlan): boolean {
  return plan.regionChange !== undefined && plan.regions.length > 1;
}
