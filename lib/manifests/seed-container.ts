import { POD_PATHS } from '../config';
import { container, podEnvironment, type Container } from './containers';
import type { DeploymentInput } from './deployment-input';
import { storeEnvironment, storeMounts, type ObjectStoreAccess } from './object-store';
import { MOUNTS } from './pod-volumes';
import { redisResources } from './resources';
import type { Workload } from './workloads';

/**
 * Fills a node that leads with the backup its deployment begins with, once, before Redis starts, with the memory that Redis
 * will have. Does nothing on every other node and at every later start.
 */
export function seedContainer(input: DeploymentInput, access: ObjectStoreAccess, { hasSentinel }: Workload): Container {
  return container({
    name: 'seed', image: input.images.node, command: ['node', POD_PATHS.seed, '--config', POD_PATHS.nodeConfig],
    resources: redisResources(input.plan, hasSentinel, input.cpuMillicores),
    mounts: [MOUNTS.data, MOUNTS.run, MOUNTS.deployment, MOUNTS.account, ...storeMounts(access)],
    more: { env: [...podEnvironment(), ...storeEnvironment(access)] },
  });
}

/** Keeps the webhooks of EKS from giving credentials to any container but the one that restores. */
export const CREDENTIALS_FOR_SEED_ONLY = { 'eks.amazonaws.com/skip-containers': 'prepare,agent,redis,sentinel' };
