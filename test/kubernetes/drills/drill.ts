import { sleep } from '../../../lib/drill/clock';
import type { Random } from '../../../lib/drill/random';
import { TopologyKind } from '../../../lib/model';
import type { DeploymentPlan } from '../../../lib/plan';
import type { Lab } from '../lab';
import type { LoadRun } from '../load';
import type { Verdict } from '../load-protocol';

export interface Scene {
  readonly lab: Lab;
  readonly random: Random;
  readonly run: LoadRun;
  readonly log: (message: string) => void;
  /** What agents of pods that were deleted have said until their end; nobody can ask for it afterwards. */
  readonly lastWords: Map<string, Promise<string>>;
}

/** Something that happens to a deployment under load, which it has to survive without the loss of one acknowledged write. */
export interface Drill {
  readonly name: string;
  readonly suits?: (lab: Lab) => boolean;
  /**
   * Longest gap between acknowledged writes that the plan promises, in seconds.
   *
   * @default - none: everybody is down for a while
   */
  readonly promised?: (plan: DeploymentPlan) => number;
  /** Returns when it has been done; that all is well again is waited for by the drill itself. */
  readonly happen: (scene: Scene) => Promise<void>;
}

/**
 * What a gap may be longer than promised, in seconds. The promise is of a machine that is not busy with a control plane, four
 * nodes and clients on the same two cores, whose agents share them with whatever starts; and before native sidecars the
 * agent may be stopped before its Redis.
 */
export const allowance = (minor: number): number => (minor >= 29 ? 5 : 20);

/** Whatever was done is over within this. */
const SETTLE_MS = 240_000;
const BEFORE_MS = 2000;

export interface Outcome {
  readonly verdict: Verdict;
  /** Longest gap that ends after it began to happen. */
  readonly gapMs: number;
  readonly allowedMs: number;
}

/** Runs one under load and tells what became of the writes. */
export async function perform(lab: Lab, drill: Drill, random: Random): Promise<Outcome> {
  const { deployment } = lab;
  const log = (message: string): void => lab.log(`${drill.name}: ${message}`);
  // Half of the runs of those who have the choice go through the Service that follows the primary.
  const service = deployment.plan.topology.kind === TopologyKind.SENTINEL && random.chance(0.5);
  log(`seed ${random.seed}${service ? ', through the Service' : ''}`);
  const run = await lab.load.start(`${drill.name}-${random.seed}-${Date.now().toString(36)}`, { service });
  await sleep(BEFORE_MS);
  const began = await run.mark();
  const lastWords = new Map<string, Promise<string>>();
  await drill.happen({ lab, random, run, log, lastWords });
  await run.writesSince(await run.mark(), SETTLE_MS);
  await deployment.ready(SETTLE_MS);
  await sleep(1000);
  const verdict = await run.stop();
  const gapMs = Math.round(Math.max(0, ...verdict.gaps.filter(({ to }) => to > began).map(({ from, to }) => to - from)));
  const allowedMs = drill.promised ? (drill.promised(deployment.plan) + allowance(deployment.minor)) * 1000 : Infinity;
  log(`${verdict.checked} acknowledged writes, ${verdict.lost} lost, longest gap ${gapMs} ms (allowed ${allowedMs}), ${Math.round(verdict.stoppedAt - began)} ms`);
  if (verdict.lost > 0 || gapMs > allowedMs) {
    for (const { at, message } of verdict.events) log(`${new Date(at).toISOString()}: ${message}`);
    for (const { key, issuedAt, endedAt, to } of verdict.losses) {
      log(`lost ${key}, issued ${new Date(issuedAt).toISOString()}, acknowledged after ${endedAt - issuedAt} ms by ${to}`);
    }
    for (const [pod, words] of lastWords) log(`the agent of ${pod} that was deleted:\n${await words}`);
    for (const { name } of deployment.plan.nodes) {
      const { stdout } = await deployment.kube.try(['logs', deployment.pod(name), '--container', 'agent', '--tail', '25']);
      log(`the agent of ${name}:\n${stdout}`);
    }
  }
  return { verdict, gapMs, allowedMs };
}

/** Who is primary, of a shard that is chosen by chance. */
export async function somePrimary({ lab, random }: Scene): Promise<string> {
  return lab.deployment.primary(random.pick(lab.deployment.shards));
}

export const followsByItself = ({ deployment }: Lab): boolean => deployment.plan.topology.kind !== TopologyKind.REPLICATION;
export const hasSentinels = ({ deployment }: Lab): boolean => deployment.plan.topology.kind === TopologyKind.SENTINEL;
