import type { RollProgress, RollResult } from '../../lib/lab';
import { withEngine } from '../../lib/lab/roll-plan';
import { InvalidInput } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { ExitCode } from './exit-code';
import { askLab } from './lab-control';
import { openLab } from './lab-state';
import { json, print, progress } from './output';
import { readPlan } from './read-plan';

export interface RollingFlags {
  readonly directory?: string;
  readonly engine?: string;
  readonly to?: string;
  readonly patienceMs: number;
  readonly json?: boolean;
}

/** Restarts or changes a running lab node by node. */
export async function labRolling(plan: DeploymentPlan, flags: RollingFlags): Promise<ExitCode> {
  const lab = openLab(plan, flags.directory);
  const wanted = wantedPlan(lab.plan, flags);
  const result = await askLab<RollResult>(lab.directory, { verb: 'roll', plan: wanted, patienceMs: flags.patienceMs },
    (step) => progress(told(step as RollProgress)));
  print(flags.json ? json({ deployment: plan.name, ...result }) : summary(plan.name, result));
  return ExitCode.OK;
}

function wantedPlan(inForce: DeploymentPlan, { engine, to }: RollingFlags): DeploymentPlan | undefined {
  if (engine !== undefined && to !== undefined) {
    throw new InvalidInput('--engine', 'given beside --to', 'the plan of --to names an engine itself: leave out one of the two');
  }
  if (engine !== undefined) {
    return withEngine(inForce, engine);
  }
  return to === undefined ? undefined : readPlan(to);
}

function told({ what, node, detail }: RollProgress): string {
  return [node ?? '-', what, detail].join('  ');
}

function summary(name: string, { restarted, skipped, handovers, live }: RollResult): string {
  return [
    `${name}: ${restarted.length === 0 ? 'no node needed a restart' : `${restarted.length} nodes restarted (${restarted.join(', ')})`}`,
    ...(skipped.length > 0 && restarted.length > 0 ? [`not restarted: ${skipped.join(', ')}`] : []),
    ...handovers.map(({ from, to }) => `handed over from ${from} to ${to}`),
    ...(live.length > 0 ? [`applied without a restart: ${live.join(', ')}`] : []),
  ].join('\n');
}
