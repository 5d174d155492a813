import { roll, type Lab } from '../../lib/lab';
import type { DeploymentPlan } from '../../lib/plan';
import type { ControlVerbs } from './lab-control';

/** What other commands may ask of a running lab. */
export function labVerbs(lab: Lab): ControlVerbs {
  return {
    /** Restarts or changes it node by node; whoever asked and goes away ends it after the node that is under way. */
    roll: ({ plan, patienceMs }, tell, gone) => roll(lab, {
      plan: plan as DeploymentPlan | undefined, patienceMs: patienceMs as number | undefined, onProgress: tell, cancelled: gone,
    }),
    /** Puts a plan in force without restarting Redis. */
    apply: async ({ plan }) => {
      await lab.apply(plan as DeploymentPlan);
      return {};
    },
    /** Starts nodes that do not run. */
    start: async ({ nodes }) => {
      await Promise.all((nodes as string[]).map((node) => lab.node(node).start()));
      return {};
    },
    /** Takes a node out. */
    remove: async ({ node }) => {
      await lab.remove(String(node));
      return {};
    },
  };
}
