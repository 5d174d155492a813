import type { Lab, LabOptions } from '../../lib/lab';
import { agentBundle } from '../../lib/agent/bundle';
import { InvalidInput } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { MachineLacks } from './exit-code';

/** Starts a lab; what this machine lacks is said as such. Loaded late, since most commands need no lab. */
export async function startedLab(plan: DeploymentPlan, options: LabOptions & { readonly cold?: boolean }): Promise<Lab> {
  try {
    agentBundle();
    const { startLab } = await import('../../lib/lab/index.js');
    return await startLab(plan, options);
  } catch (error) {
    if (error instanceof InvalidInput) {
      throw error;
    }
    throw new MachineLacks(error instanceof Error ? error.message : String(error));
  }
}
