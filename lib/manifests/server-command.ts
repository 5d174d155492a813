import { layoutOf, POD_PATHS, redisCommand, sentinelCommand, type NodeConfig } from '../config';
import type { DeploymentPlan } from '../plan';

/**
 * Command of the data server. One that comes back inside its pod waits as long as any other supervisor would let it: the
 * kubelet restarts a container at once, and a restart that is quicker than its detection would hide a death from whoever has
 * the say.
 */
export function dataServerCommand(plan: DeploymentPlan, config: NodeConfig): string[] {
  const { restartDelaySeconds } = plan.settings;
  const begun = `${POD_PATHS.runDir}/redis-began`;
  return shell([
    `[ ! -e ${begun} ] || sleep ${restartDelaySeconds}`,
    `touch ${begun}`,
    `exec ${redisCommand(plan, config).join(' ')}`,
  ]);
}

/** Command of a Sentinel. It starts once the agent knows what a majority says and has written its file (rule R10). */
export function sentinelServerCommand(plan: DeploymentPlan, config: NodeConfig): string[] {
  return shell([
    `until [ -s ${layoutOf(config).sentinelConf} ]; do sleep 0.2; done`,
    `exec ${sentinelCommand(plan, config).join(' ')}`,
  ]);
}

/** None of the words has a character that the shell would take for more than a word. */
function shell(lines: string[]): string[] {
  return ['sh', '-c', lines.join('\n')];
}
