import { POD_LABELS } from '../config';
import { InvalidInput } from '../model';
import type { ObjectContext } from './kubernetes-object';
import type { Workload } from './workloads';

/** Values of the component label. */
export const COMPONENTS = {
  /** Pods that are nodes of the plan. */
  node: 'node',
  /** The Job that makes passwords. */
  passwords: 'passwords',
  /** Jobs that issue certificates. */
  certificates: 'certificates',
  /** Jobs that take backups. */
  backup: 'backup',
  /** Jobs that prove one. */
  restoreProof: 'restore-proof',
} as const;

/** Set by the StatefulSet controller. */
const POD_NAME = 'statefulset.kubernetes.io/pod-name';
export const REVISION_LABEL = 'controller-revision-hash';

const FIXED = { 'app.kubernetes.io/name': 'redis-ha', 'app.kubernetes.io/managed-by': 'redis-ha-constructs' };

/** A selector of pods by labels that all have to be there. */
export type LabelSelector = Record<string, string>;

/** Labels of every object. Those of the user come first, since a selector must find what it was made for. */
export function objectLabels(input: ObjectContext): Record<string, string> {
  return { ...input.labels, ...FIXED, [POD_LABELS.instance]: input.plan.name };
}

/** Labels of a pod of that component. */
export function podLabels(input: ObjectContext, component: string): Record<string, string> {
  return { ...objectLabels(input), [POD_LABELS.component]: component };
}

/** Labels of a node's pod, before its agent adds the role. */
export function workloadLabels(input: ObjectContext, workload: Workload): Record<string, string> {
  return {
    ...podLabels(input, COMPONENTS.node),
    [POD_LABELS.workload]: workload.name,
    ...(workload.hasData ? { [POD_LABELS.data]: 'true' } : {}),
    ...(workload.hasSentinel ? { [POD_LABELS.sentinel]: 'true' } : {}),
    ...(workload.shard === undefined ? {} : { [POD_LABELS.shard]: String(workload.shard) }),
  };
}

/** Pods of one workload: the selector of its StatefulSet, which can never change. */
export function workloadSelector(deployment: string, workload: Workload): LabelSelector {
  return { [POD_LABELS.instance]: deployment, [POD_LABELS.workload]: workload.name };
}

/** One pod: the selector of a node's Service and, word for word, of the rules that let traffic through to it. */
export function podSelector(deployment: string, pod: string): LabelSelector {
  return { [POD_LABELS.instance]: deployment, [POD_NAME]: pod };
}

/** Pods of one component. */
export function componentSelector(deployment: string, component: string): LabelSelector {
  return { [POD_LABELS.instance]: deployment, [POD_LABELS.component]: component };
}

/** Pods that hold data. */
export function dataSelector(deployment: string): LabelSelector {
  return { [POD_LABELS.instance]: deployment, [POD_LABELS.data]: 'true' };
}

/** Pods with a Sentinel. */
export function sentinelSelector(deployment: string): LabelSelector {
  return { [POD_LABELS.instance]: deployment, [POD_LABELS.sentinel]: 'true' };
}

/** The pod whose agent says that it is that, in the topologies that label roles. */
export function roleSelector(deployment: string, role: 'primary' | 'replica'): LabelSelector {
  return { [POD_LABELS.instance]: deployment, [POD_LABELS.role]: role };
}

/** @throws InvalidInput for a label that selectors or agents depend on */
export function checkLabels(labels: Record<string, string>): void {
  const ours = [...Object.keys(FIXED), ...Object.values(POD_LABELS), POD_NAME, REVISION_LABEL];
  for (const label of Object.keys(labels)) {
    if (ours.includes(label)) {
      throw new InvalidInput('labels', `got ${label}, which selectors of this deployment depend on`, 'use a label of your own');
    }
  }
}
