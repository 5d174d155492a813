import { startLab, type Lab } from '../lab';
import { InvalidInput } from '../model';
import type { DeploymentPlan } from '../plan';
import { now, sleep } from './clock';
import { conclude } from './conclude';
import { DrillContext } from './context';
import { Ledger } from './ledger';
import { Random } from './random';
import type { DrillResult } from './result';
import { scenarioNamed, type Scenario } from './scenarios';
import { targetOf } from './target';
import { verify, type Verification } from './verify';
import { Workload, type WorkloadOptions } from './workload';

/**
 * Brings a plan up on this machine. `cold`: every node stays stopped until the scenario starts it.
 * `willCut`: the scenario cuts the network, so nothing should start where that is not possible.
 */
export type StartLab = (plan: DeploymentPlan, options: { cold: boolean; willCut: boolean; directory?: string }) => Promise<Lab>;

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
  const unsuitable = scenario.unsuitable?.(plan);
  if (unsuitable !== undefined) {
    throw new InvalidInput('scenario', `${name} does not suit this plan: ${unsuitable}`, 'use another scenario or a larger topology');
  }
  const random = new Random(options.seed ?? Math.floor(now()) % 2 ** 31);
  const progress = options.onProgress ?? (() => undefined);
  const beganAt = now();
  progress(`starting ${plan.nodes.length} nodes of ${plan.name}, seed ${random.seed}`);
  const lab = await (options.startLab ?? startLab)(plan, {
    cold: scenario.from === 'cold', willCut: scenario.cutsNetwork ?? false, directory: options.directory,
  });
  try {
    return await drill(scenario, lab, random, beganAt, options, progress);
  } finally {
    progress('taking the lab down');
    await lab.down();
  }
}

async function drill(
  scenario: Scenario, lab: Lab, random: Random, beganAt: number, options: DrillOptions, progress: (message: string) => void,
): Promise<DrillResult> {
  const { plan } = lab;
  const target = targetOf(lab);
  const ledger = new Ledger(random.seed.toString(36));
  const load = new Workload(target, ledger, { ...options.load, ...(options.rate === undefined ? {} : { rate: options.rate }) },
    (message, node) => lab.record('clients', message, node));
  try {
    if (scenario.from === 'formed') {
      await lab.healthy(FORMATION_MS);
      progress('healthy; load starts');
      await load.start();
      await sleep(WARM_UP_MS + random.between(0, 1000));
    }
    const context = new DrillContext(lab, random, load, lab.node(await primaryOf(scenario, lab)));
    progress(scenario.summary);
    await scenario.run(context);
    const serves = scenario.expectation(plan).serves;
    if (serves) {
      await recover(scenario, context, progress);
    }
    await load.stop();
    progress(`load stopped after ${ledger.size} writes${serves ? '; reading every acknowledged one back' : ''}`);
    const verification = serves ? await readBack(context, ledger) : { lost: [], checked: 0 };
    return conclude({ scenario, context, ledger, verification, beganAt, endedAt: now() });
  } finally {
    await load.stop();
  }
}

async function primaryOf(scenario: Scenario, lab: Lab): Promise<string> {
  if (scenario.from === 'cold') {
    return lab.plan.topology.bootstrapNode;
  }
  const primary = await lab.primary();
  if (primary === undefined) {
    throw new Error('the lab is healthy, but no Sentinel majority names a primary');
  }
  return primary;
}

/** Waits for the deployment to be whole again, then keeps writing for a while. */
async function recover(scenario: Scenario, context: DrillContext, progress: (message: string) => void): Promise<void> {
  const { lab, load } = context;
  progress('waiting until everything is healthy again');
  try {
    await lab.healthy(RECOVERY_MS);
    lab.record('lab', 'healthy');
  } catch (error) {
    context.violation(`not healthy again within ${RECOVERY_MS / 1000} s: ${message(error)}`);
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
    const before = await context.lab.primary();
    const verification = await verify(ledger, targetOf(context.lab));
    const after = await context.lab.primary();
    if (before !== after) {
      context.violation(`the primary changed from ${before ?? 'none'} to ${after ?? 'none'} while the writes were read back`);
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
