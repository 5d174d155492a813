import type { Lab, LabOptions } from '../../lib/lab';
import { agentBundle } from '../../lib/agent/bundle';
import { findEngine } from '../../lib/lab/engine';
import { InvalidInput } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { MachineLacks } from './exit-code';

/** Starts a lab; what this machine lacks is said as such. Loaded late, since most commands need no lab. */
export async function startedLab(plan: DeploymentPlan, options: LabOptions & { readonly cold?: boolean }): Promise<Lab> {
  return onThisMachine(async () => {
    agentBundle();
    const { startLab } = await import('../../lib/lab/index.js');
    return startLab(plan, options);
  });
}

/** Version of the server that a lab of that plan runs here. @throws MachineLacks when it has none */
export async function serverVersion(plan: DeploymentPlan): Promise<string> {
  return onThisMachine(async () => (await findEngine(plan)).version);
}

async function onThisMachine<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InvalidInput) {
      throw error;
    }
    throw new MachineLacks(error instanceof Error ? error.message : String(error));
  }
}
