import type { Lab } from '../lab';
import { InvalidInput, TopologyKind } from '../model';
import type { DeploymentPlan } from '../plan';
import { ClientKind, Through } from './clients/drill-client';
import { loadNodeRedis } from './clients/node-redis-load';
import { now, sleep } from './clock';
import { conclude } from './conclude';
import { DrillContext } from './context';
import { DrillStore } from './drill-store';
import { Labs, type StartLab } from './labs';
import { Ledger } from './ledger';
import { Random } from './random';
import type { DrillResult } from './result';
import { scenarioNamed, whyUnsuitable, type Scenario } from './scenarios';
import { primariesOf, type ScenarioSettings } from './scenarios/scenario';
import { targetOf } from './target';
import { verify, type Verification } from './verify';
import { Workload, type WorkloadOptions } from './workload';

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
  /** Where scenarios with backups put them. @default - a folder in `directory`, else a temporary one */
  readonly store?: string;
  /** @default - the scenario's own */
  readonly settings?: ScenarioSettings;
  /** Ends the drill early: the lab is taken down and the reason thrown. @default - it runs to its end */
  readonly signal?: AbortSignal;
  /** Told what is being done. */
  readonly onProgress?: (message: string) => void;
}

/** Of a lab: at least so long, and longer the more nodes share the machine. */
const FORMATION_MS = 60_000;
const FORMATION_MS_PER_NODE = 10_000;
const RECOVERY_MS = 60_000;
/** Load before the fault, so that there is something to lose. */
const WARM_UP_MS = 2000;
/** Load after recovery, so that a late reversal is seen. */
const SETTLE_MS = 2000;

/**
 * Runs a plan, writes to it, breaks it, and measures. The lab is always taken down.
 *
 * @throws InvalidInput for an unknown scenario or one the plan does not suit
 * @throws Error when the lab does not come up healthy, which is no verdict on the scenario; the signal's reason when aborted
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
  const labs = new Labs(scenario, options, random);
  const backups = new DrillStore({
    url: options.store, directory: options.directory, deployment: `${plan.name.slice(0, 40)}-drill-${Math.floor(beganAt).toString(36)}`,
  });
  progress(`starting ${plan.nodes.length} nodes of ${plan.name}, seed ${random.seed}`);
  await labs.start(plan);
  try {
    options.signal?.throwIfAborted();
    return await Promise.race([drill({ scenario, labs, backups, random, beganAt, options, progress }), aborted(options.signal)]);
  } finally {
    progress('taking the lab down');
    await labs.down();
    await backups.close();
  }
}

/** Rejects when the signal is given, with its reason. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** A drill under way. */
interface Run {
  readonly scenario: Scenario;
  readonly labs: Labs;
  readonly backups: DrillStore;
  readonly random: Random;
  readonly beganAt: number;
  readonly options: DrillOptions;
  readonly progress: (message: string) => void;
}

async function refuseUnsuitable(scenario: Scenario, plan: DeploymentPlan): Promise<void> {
  const unsuitable = whyUnsuitable(scenario, plan) ?? await scenario.lacks?.(plan);
  if (unsuitable !== undefined) {
    throw new InvalidInput('scenario', `${scenario.name} does not suit this plan: ${unsuitable}`,
      'use another scenario, another topology or a larger one');
  }
}

async function drill({ scenario, labs, backups, random, beganAt, options, progress }: Run): Promise<DrillResult> {
  const { lab } = labs;
  const { plan } = lab;
  const proxy = options.through === Through.PROXY ? await lab.proxy('primary') : undefined;
  if (scenario.from === 'formed') {
    await lab.healthy(Math.max(FORMATION_MS, lab.nodes.length * FORMATION_MS_PER_NODE));
    await scenario.prepare?.(lab, targetOf(lab, proxy), progress);
  }
  const target = targetOf(lab, proxy);
  const ledger = new Ledger(random.seed.toString(36));
  let context: DrillContext | undefined;
  const load = new Workload(target, ledger, {
    ...options.load, ...(options.rate === undefined ? {} : { rate: options.rate }), client: options.client,
  }, (message, node) => (context?.lab ?? lab).record('clients', message, node));
  try {
    if (scenario.from === 'formed') {
      progress('healthy; load starts');
      await load.start();
      await sleep(WARM_UP_MS + random.between(0, 1000));
    }
    const expectation = scenario.expectation(plan);
    const { serves } = expectation;
    context = new DrillContext({
      lab, random, load, expectation, backups, target,
      primary: lab.node(await primaryOf(scenario, lab, random)),
      settings: options.settings ?? {},
      replace: (next, from) => labs.replace(next, from),
    });
    progress(scenario.summary);
    await scenario.run(context);
    if (serves) {
      await recover(scenario, context, progress);
      await scenario.afterwards?.(context);
    }
    await context.exposure?.end();
    await load.stop();
    progress(`load stopped after ${ledger.size} writes${serves ? '; reading every acknowledged one back' : ''}`);
    const verification = serves ? await readBack(context, ledger) : { lost: [], checked: 0 };
    if (serves) {
      scenario.examine?.(context, ledger, verification);
    }
    const byAddress = target.proxy !== undefined || plan.topology.kind === TopologyKind.REPLICATION;
    return conclude({
      scenario, context, ledger, verification, beganAt, endedAt: now(),
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

async function readBack(context: DrillContext, ledger: Ledger): Promise<Verification> {
  try {
    const before = (await primariesOf(context.lab)).join(', ');
    const verification = await verify(ledger, context.target);
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
