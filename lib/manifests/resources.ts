import type { DeploymentPlan } from '../plan';
import { MIB } from '../plan/memory';
import { bytesQuantity, cpuQuantity } from './quantity';

/** Memory of what runs beside Redis in its pod, in bytes: within what the plan keeps free for it. */
export const AGENT_MEMORY = 192 * MIB;
export const SENTINEL_MEMORY = 64 * MIB;

/** What V8 may use of the agent's memory for objects; the rest is the program itself, buffers and threads. */
export const AGENT_HEAP_MIB = 112;

/** Millicores of what runs beside Redis. */
const AGENT_CPU = 50;
const SENTINEL_CPU = 20;

export type Resources = Record<'requests' | 'limits', Record<string, string>>;

/**
 * Memory for good, no limit of CPU. Of the root disk only logs, of which a kubelet keeps 50 MiB for each container by
 * itself.
 *
 * @see https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ containerLogMaxSize, containerLogMaxFiles
 */
export function resources(memoryBytes: number, millicores: number): Resources {
  const memory = bytesQuantity(memoryBytes, 'down');
  return {
    requests: { 'cpu': cpuQuantity(millicores), memory, 'ephemeral-storage': '64Mi' },
    limits: { memory, 'ephemeral-storage': '256Mi' },
  };
}

/** What is left of a node's memory for Redis. */
export function redisMemory(plan: DeploymentPlan, hasSentinel: boolean): number {
  return plan.nodeMemoryBytes - AGENT_MEMORY - (hasSentinel ? SENTINEL_MEMORY : 0);
}

export function redisResources(plan: DeploymentPlan, hasSentinel: boolean, millicores: number): Resources {
  return resources(redisMemory(plan, hasSentinel), millicores);
}

export function agentResources(): Resources {
  return resources(AGENT_MEMORY, AGENT_CPU);
}

export function sentinelResources(): Resources {
  return resources(SENTINEL_MEMORY, SENTINEL_CPU);
}
