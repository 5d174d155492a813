import type { DeploymentInput } from './deployment-input';
import type { NamedObject } from './kubernetes-object';
import { componentSelector, COMPONENTS } from './labels';
import { namedObject, why } from './named-object';

/** One budget over every node: a pod of two budgets could not be evicted at all, and Sentinels vote on what data nodes do. */
export function disruptionBudget(input: DeploymentInput): NamedObject {
  return namedObject(input, {
    id: 'DisruptionBudget', apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: input.plan.name,
    annotations: {
      [why('drain-waits')]: 'Evictions go one by one and wait while any other node is not ready: being copied to, loading, or cut off. A drain '
        + 'that does not go on tells of such a node: see its agent\'s /ready before anything is forced.',
    },
    body: {
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: 'IfHealthyBudget',
        selector: { matchLabels: componentSelector(input.plan.name, COMPONENTS.node) },
      },
    },
  });
}
