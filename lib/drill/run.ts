import { startLab, type Lab } from '../lab';
import { InvalidInput, TopologyKind } from '../model';
import type { DeploymentPlan } from '../plan';
import { ClientKind, Through } from './clients/drill-client';
import { loadNodeRedis } from './clients/node-redis-load';
import { now, sleep } from './clock';
import { conclude } from './conclude';
import { DrillContext } from './context';
import { Ledger } from './ledger';
import { Random } from './random';
import type { DrillResult } from './result';
import { scenarioNamed, whyUnsuitable, type Scenario } from './scenarios';
import { primariesOf } from './scenarios/scenario';
import { targetOf, type DrillTarget } from './target';
import { verify, type Verification } from './verify';
import { Workload, type WorkloadOptions } from './workload';

/**
 * Brings a plan up on this machine. `cold`: every node stays stopped until the scenario starts it.
 * `willCut`: the scenario cuts the network, so nothing should start where that is not possible.
 */
export type StartLab = (plan: DeploymentPlan, options: DrillLabOptions) => Promise<Lab>;

export interface DrillLabOptions {
  readonly cold: boolean;
  readonly willCut: boolean;
  readonly directory?: string;
  /** Bytes of the data volume by node, for volumes that can be filled. */
  readonly smallVolumes?: Record<string, number>;
}

export interface DrillOptions {
  /** @default - the lab of this library, on loopback addresses */
  readonly startLab?: StartLab;
  /**
   * Decides every random choice of the scenario; the result names it.
   *
   * @default - taken from the clock
   */
  readonly seed?: number;
  /**
   * Writes a second.
   *
   * @default 600
   */
  readonly rate?: number;
  /** @default - six writers */
  readonly load?: WorkloadOptions;
  /**
   * Library of the clients.
   *
   * @default ClientKind.IOREDIS
   */
  readonly client?: ClientKind;
  /**
   * How clients come to the primary by address.
   *
   * @default - by name in a replication topology; elsewhere they ask the Sentinels or the Cluster
   */
  readonly through?: Through;
  /** Folder for the lab; kept when given. @default - a temporary one */
  readonly directory?: string;
  /** Told what is being done. */
  readonly onProgress?: (message: string) => void;
}

const FORMATION_MS = 60_000;
const RECOVERY_MS = 60_000;
/** Load before the fault, so that there is something to lose. */
const WARM_UP_MS = 2000;
/** Load after recovery, so that a late reversal is seen. */
const SETTLE_MS = 2000;

/**
 * Runs a plan, writes to it, breaks it, and measures. The lab is always taken down.
 *
 * @throws InvalidInput for an unknown scenario or one the plan does not suit
 * @throws Error when the lab does not come up healthy, which is no verdict on the scenario
 */
export async function runDrill(name: string, plan: DeploymentPlan, options: DrillOptions): Promise<DrillResult> {
  const scenario = scenarioNamed(name);
  await refuseUnsuitable(scenario, plan);
  if (options.through !== undefined && plan.topology.kind === TopologyKind.CLUSTER) {
    throw new InvalidInput('--through', 'a Cluster has several primaries, and none is behind one address', 'leave it out');
  }
  if (options.client === ClientKind.NODE_REDIS) {
    await loadNodeRedis();
  }
  const random = new Random(options.seed ?? Math.floor(now()) % 2 ** 31);
  const progress = options.onProgress ?? (() => undefined);
  const beganAt = now();
  progress(`starting ${plan.nodes.length} nodes of ${plan.name}, seed ${random.seed}`);
  const lab = await (options.startLab ?? startLab)(plan, {
    cold: scenario.from === 'cold', willCut: scenario.cutsNetwork ?? false, directory: options.directory,
    ...(scenario.smallVolumeBytes === undefined ? {} : {
      smallVolumes: Object.fromEntries(plan.nodes.map((node) => [node.name, scenario.smallVolumeBytes!])),
    }),
  });
  try {
    return await drill(scenario, lab, random, beganAt, options, progress);
  } finally {
    progress('taking the lab down');
    await lab.down();
  }
}

async function refuseUnsuitable(scenario: Scenario, plan: DeploymentPlan): Promise<void> {
  const unsuitable = whyUnsuitable(scenario, plan) ?? await scenario.lacks?.(plan);
  if (unsuitable !== undefined) {
    throw new InvalidInput('scenario', `${scenario.name} does not suit this plan: ${unsuitable}`,
      'use another scenario, another topology or a larger one');
  }
}

async function drill(
  scenario: Scenario, lab: Lab, random: Random, beganAt: number, options: DrillOptions, progress: (message: string) => void,
): Promise<DrillResult> {
  const { plan } = lab;
  const proxy = options.through === Through.PROXY ? await lab.proxy('primary') : undefined;
  if (scenario.from === 'formed') {
    await lab.healthy(FORMATION_MS);
    await scenario.prepare?.(lab, targetOf(lab, proxy), progress);
  }
  const target = targetOf(lab, proxy);
  const ledger = new Ledger(random.seed.toString(36));
  const load = new Workload(target, ledger, {
    ...options.load, ...(options.rate === undefined ? {} : { rate: options.rate }), client: options.client,
  }, (message, node) => lab.record('clients', message, node));
  let context: DrillContext | undefined;
  try {
    if (scenario.from === 'formed') {
      progress('healthy; load starts');
      await load.start();
      await sleep(WARM_UP_MS + random.between(0, 1000));
    }
    const serves = scenario.expectation(plan).serves;
    context = new DrillContext(lab, random, load, lab.node(await primaryOf(scenario, lab, random)), serves);
    progress(scenario.summary);
    await scenario.run(context);
    if (serves) {
      await recover(scenario, context, progress);
      await scenario.afterwards?.(context);
    }
    await context.exposure?.end();
    await load.stop();
    progress(`load stopped after ${ledger.size} writes${serves ? '; reading every acknowledged one back' : ''}`);
    const verification = serves ? await readBack(context, target, ledger) : { lost: [], checked: 0 };
    const byAddress = target.proxy !== undefined || plan.topology.kind === TopologyKind.REPLICATION;
    return conclude({
      scenario, context, ledger, verification, beganAt, endedAt: now(), target,
      ...(byAddress ? { through: options.through ?? Through.NAME } : {}),
    });
  } finally {
    await context?.exposure?.end();
    await load.stop();
  }
}

/** A random shard's, where there are several. */
async function primaryOf(scenario: Scenario, lab: Lab, random: Random): Promise<string> {
  if (scenario.from === 'cold') {
    return lab.plan.topology.bootstrapNode;
  }
  const shard = lab.plan.topology.shards > 1 ? random.whole(1, lab.plan.topology.shards) : undefined;
  const primary = await lab.primary(shard);
  if (primary === undefined) {
    throw new Error('the lab is healthy, but nobody who has the say names a primary');
  }
  return primary;
}

/** Waits for the deployment to be whole again, then keeps writing for a while. */
async function recover(scenario: Scenario, context: DrillContext, progress: (message: string) => void): Promise<void> {
  const { lab, load } = context;
  const recoveryMs = scenario.recoveryMs ?? RECOVERY_MS;
  progress('waiting until everything is healthy again');
  try {
    await lab.healthy(recoveryMs);
    lab.record('lab', 'healthy');
  } catch (error) {
    context.violation(`not healthy again within ${recoveryMs / 1000} s: ${message(error)}`);
  }
  if (scenario.from === 'cold') {
    try {
      await load.start();
    } catch (error) {
      context.violation(message(error));
    }
  }
  await sleep(SETTLE_MS);
  const { silent, of } = load.silentSince(now() - SETTLE_MS / 2);
  if (silent > 0) {
    context.violation(`${silent} of ${of} clients do not write any more although everything is healthy`);
  }
}

async function readBack(context: DrillContext, target: DrillTarget, ledger: Ledger): Promise<Verification> {
  try {
    const before = (await primariesOf(context.lab)).join(', ');
    const verification = await verify(ledger, targetOf(context.lab, target.proxy));
    const after = (await primariesOf(context.lab)).join(', ');
    if (before !== after) {
      context.violation(`the primary changed from ${before} to ${after} while the writes were read back`);
    }
    return verification;
  } catch (error) {
    context.violation(message(error));
    return { lost: [], checked: 0 };
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
