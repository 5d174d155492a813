import { TopologyKind } from '../model';
import { NodeRole } from '../plan';
import type { DeploymentInput } from './deployment-input';
import { componentSelector, COMPONENTS, sentinelSelector, workloadSelector, type LabelSelector } from './labels';
import type { Workload } from './workloads';

const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';

/** Where a workload's pods may run, as members of a pod's spec. */
export function scheduling(input: DeploymentInput, workload: Workload): Record<string, unknown> {
  const { placement } = input;
  return {
    affinity: { podAntiAffinity: antiAffinity(input, workload) },
    topologySpreadConstraints: spread(input, workload),
    ...(placement.nodeSelector ? { nodeSelector: placement.nodeSelector } : {}),
    ...(placement.tolerations ? { tolerations: placement.tolerations } : {}),
    ...(placement.priorityClassName === undefined ? {} : { priorityClassName: placement.priorityClassName }),
  };
}

/**
 * Never, or preferably not, two on one host: pods of one data set, and Sentinels. A pod with nothing but a Sentinel keeps away
 * from data nodes, too, where those have Sentinels of their own.
 */
function antiAffinity(input: DeploymentInput, workload: Workload): Record<string, unknown> {
  const { name } = input.plan;
  const apart = [workloadSelector(name, workload), ...(isOddSentinel(input, workload) ? [sentinelSelector(name)] : [])];
  const terms = apart.map((matchLabels) => ({ topologyKey: HOST, labelSelector: { matchLabels } }));
  return input.placement.hosts === 'required'
    ? { requiredDuringSchedulingIgnoredDuringExecution: terms }
    : { preferredDuringSchedulingIgnoredDuringExecution: terms.map((podAffinityTerm) => ({ weight: 100, podAffinityTerm })) };
}

/** A Sentinel of its own that votes together with those beside data. */
function isOddSentinel(input: DeploymentInput, workload: Workload): boolean {
  const { DATA, SENTINEL } = NodeRole;
  return !workload.hasData && input.plan.nodes.some(({ roles }) => roles.includes(DATA) && roles.includes(SENTINEL));
}

/**
 * One strict constraint for each pod, so that two can never exclude each other: over its data set, or over all Sentinels. The
 * rest is as even as it can be.
 */
function spread(input: DeploymentInput, workload: Workload): Record<string, unknown>[] {
  const { plan, placement } = input;
  const all = componentSelector(plan.name, COMPONENTS.node);
  const several = plan.topology.kind === TopologyKind.CLUSTER;
  const zones = placement.zones > 1;
  const own = isOddSentinel(input, workload) ? sentinelSelector(plan.name) : workloadSelector(plan.name, workload);
  const beside = plan.nodes.some(({ roles }) => !roles.includes(NodeRole.DATA));
  return [
    ...(zones ? [constraint(ZONE, 'DoNotSchedule', own)] : []),
    ...(zones && (several || beside) ? [constraint(ZONE, 'ScheduleAnyway', all)] : []),
    ...(several ? [constraint(HOST, 'ScheduleAnyway', all)] : []),
  ];
}

function constraint(topologyKey: string, whenUnsatisfiable: string, matchLabels: LabelSelector): Record<string, unknown> {
  // A zone whose hosts may not be used at all, as when its only one is drained, is none to be filled evenly.
  return { maxSkew: 1, topologyKey, whenUnsatisfiable, labelSelector: { matchLabels }, nodeTaintsPolicy: 'Honor' };
}
