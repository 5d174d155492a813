import { podOf } from '../config';
import { NodeRole, type DeploymentPlan, type PlanNode } from '../plan';

/** Nodes of a plan that are one StatefulSet. */
export interface Workload {
  /** `node`, `sentinel`, `shard-1`. */
  readonly name: string;
  readonly statefulSet: string;
  /** In the order of their pods. */
  readonly nodes: PlanNode[];
  /** Whether its pods hold data: all of them, or none. */
  readonly hasData: boolean;
  /** Whether any of its pods has a Sentinel; where not all have, the others' container waits for a file that never comes. */
  readonly hasSentinel: boolean;
  /** Shard of a Cluster. */
  readonly shard?: number;
}

/** The StatefulSets of a plan, in the order of its nodes. */
export function workloadsOf(plan: DeploymentPlan): Workload[] {
  const names = new Map<string, PlanNode[]>();
  for (const node of plan.nodes) {
    const { workload } = podOf(plan.name, node.name);
    names.set(workload, [...names.get(workload) ?? [], node]);
  }
  return [...names].map(([name, nodes]) => {
    const hasData = nodes[0]!.roles.includes(NodeRole.DATA);
    return {
      name,
      nodes,
      hasData,
      statefulSet: podOf(plan.name, nodes[0]!.name).statefulSet,
      hasSentinel: nodes.some((node) => node.roles.includes(NodeRole.SENTINEL)),
      ...(nodes[0]!.shard === undefined ? {} : { shard: nodes[0]!.shard }),
    };
  });
}

/** Whether some data nodes have a Sentinel and some do not, which one pod template cannot tell apart. */
export function sentinelsAreMixed(plan: DeploymentPlan): boolean {
  const data = plan.nodes.filter((node) => node.roles.includes(NodeRole.DATA));
  const beside = data.filter((node) => node.roles.includes(NodeRole.SENTINEL));
  return beside.length > 0 && beside.length < data.length;
}
