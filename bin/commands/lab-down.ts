import { rmSync } from 'node:fs';
import type { DeploymentPlan } from '../../lib/plan';
import { ExitCode } from './exit-code';
import { labDirectory, runningLab } from './lab-state';
import { json, print, progress } from './output';

const PATIENCE_MS = 30_000;

/** Tells the supervisor to end; its nodes end with it. Nothing to stop is fine. */
export async function labDown(
  plan: DeploymentPlan, given: string | undefined, keep: boolean, asJson: boolean,
): Promise<ExitCode> {
  const directory = labDirectory(plan, given);
  const state = runningLab(directory);
  if (state) {
    progress(`stopping the lab of ${plan.name}`);
    process.kill(state.supervisor, 'SIGTERM');
    const deadline = Date.now() + PATIENCE_MS;
    while (runningLab(directory)) {
      if (Date.now() > deadline) {
        throw new Error(`the lab's supervisor (process ${state.supervisor}) does not end; its folder is ${directory}`);
      }
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    if (!keep) {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  const stopped = state !== undefined;
  print(asJson ? json({ deployment: plan.name, stopped, ...(keep ? { directory } : {}) })
    : stopped ? `the lab of ${plan.name} is down${keep ? `; its files are in ${directory}` : ''}` : `no lab of ${plan.name} was running`);
  return ExitCode.OK;
}
