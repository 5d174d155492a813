import { POD_PATHS } from '../config';
import { container, podEnvironment, type Container } from './containers';
import type { DeploymentInput } from './deployment-input';
import type { ObjectStoreAccess } from './object-store';
import { MOUNTS } from './pod-volumes';
import { redisResources } from './resources';
import type { Workload } from './workloads';

const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

/**
 * Fills a node that leads with the backup its deployment begins with, once, before Redis starts, with the memory that Redis
 * will have. Does nothing on every other node and at every later start.
 */
export function seedContainer(input: DeploymentInput, access: ObjectStoreAccess, { hasSentinel }: Workload): Container {
  return container({
    name: 'seed', image: input.images.node, command: ['node', POD_PATHS.seed, '--config', POD_PATHS.nodeConfig],
    resources: redisResources(input.plan, hasSentinel, input.cpuMillicores),
    mounts: [MOUNTS.data, MOUNTS.run, MOUNTS.deployment, MOUNTS.account],
    more: { env: [...podEnvironment(), ...storeEnvironment(access)] },
  });
}

/** How a container knows its object store. */
export function storeEnvironment(access: ObjectStoreAccess): Record<string, unknown>[] {
  const { credentialsSecret: name } = access;
  return [
    ...Object.entries(access.environment).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ name: key, value })),
    ...(name === undefined ? [] : CREDENTIALS.map((key) => ({ name: key, valueFrom: { secretKeyRef: { name, key } } }))),
  ];
}
