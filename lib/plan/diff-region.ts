import { RegionStrategy } from '../model';
import { ChangeAction, type DiffStep } from './diff-model';
import { applied, moved, step, type Rollout } from './diff-steps';
import { NodeRole, type DeploymentPlan, type PlanNode } from './deployment-plan';
import { remoteNodes, REPLICA_REGION } from './regions';

/** What happens to the nodes of the region that is not active. They hand nothing over: none of them is primary. */
export interface RegionSteps {
  /** Before anything in the active region: an older engine may not read what a newer primary sends. */
  readonly first: DiffStep[];
  /** Nodes that go. */
  readonly last: DiffStep[];
}

export function regionSteps(rollout: Rollout): RegionSteps {
  const before = nodesThere(rollout.before);
  const after = nodesThere(rollout.after);
  const old = ({ name }: PlanNode): PlanNode | undefined => before.find((node) => node.name === name);
  return {
    first: after.flatMap((node) => {
      const was = old(node);
      return was === undefined ? [added(node)] : changed(rollout, was, node);
    }),
    last: before.filter(({ name }) => !after.some((node) => node.name === name)).map((node) =>
      step(ChangeAction.REMOVE, node.name, componentsOf(node), ['no longer in the plan: stopped; its volume is kept until it is deleted by hand'])),
  };
}

/** With backups only there are none before somebody restores one. */
function nodesThere(plan: DeploymentPlan): PlanNode[] {
  return plan.regionChange?.strategy === RegionStrategy.BACKUP_RESTORE ? [] : remoteNodes(plan);
}

function added(node: PlanNode): DiffStep {
  return step(ChangeAction.ADD, node.name, componentsOf(node), [`new node of ${REPLICA_REGION} in ${node.failureDomain}: ${begins(node)}`]);
}

function begins(node: PlanNode): string {
  if (node.dormant) {
    return `does not run before ${REPLICA_REGION} is promoted`;
  }
  return node.roles.includes(NodeRole.DATA) ? 'copies what the active region has, and is no candidate there'
    : `its Sentinel begins when ${REPLICA_REGION} is promoted`;
}

function changed(rollout: Rollout, was: PlanNode, node: PlanNode): DiffStep[] {
  const components = componentsOf(node);
  const move = moved(was, node);
  if (was.dormant !== node.dormant) {
    return [node.dormant
      ? step(ChangeAction.REMOVE, node.name, components, [`does not run any more until ${REPLICA_REGION} is promoted`])
      : step(ChangeAction.ADD, node.name, components, [`runs from now on${move === undefined ? '' : `, ${move}`}: ${begins(node)}`])];
  }
  if (move !== undefined) {
    return [step(ChangeAction.MOVE, node.name, components, [`${move}: ${node.dormant ? begins(node)
      : `new address${node.roles.includes(NodeRole.DATA) ? ' and volume there, data copied' : ' there'}, the old identity forgotten`}`])];
  }
  // What does not run reads the plan when it starts. Sentinels of a region that is not active have no files.
  return node.dormant ? [] : applied(rollout, node, [...components, 'supervisor', 'users']);
}

function componentsOf({ roles }: PlanNode): string[] {
  return roles.includes(NodeRole.DATA) ? ['redis', 'agent'] : ['agent'];
}
