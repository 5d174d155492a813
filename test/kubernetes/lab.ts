import { randomBytes } from 'node:crypto';

import type { Topology } from '../../lib/model';
import { Deployment, type DeploymentOptions } from './deployment';
import { eventually, Kube } from './kube';
import { Load } from './load';
import { Machines } from './machines';

/** Set by scripts/test-k8s.mjs. */
const KUBECTL = 'REDIS_HA_KUBECTL';
const LABELS = { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/enforce-version': 'latest' };
/** A local cluster's last node is for clients: pods of a deployment are neither put there nor missed there. */
export const CLIENTS_HOST = process.env.REDIS_HA_CLIENTS_HOST;

export const IMAGES = {
  engine: process.env.REDIS_HA_ENGINE_IMAGE ?? 'redis:8.0',
  node: process.env.REDIS_HA_NODE_IMAGE ?? 'node:20',
};

/** A deployment in a namespace of its own, and clients of it. */
export class Lab {
  private readonly began = Date.now();

  private constructor(readonly deployment: Deployment, readonly load: Load, readonly machines: Machines | undefined) {}

  static async up(name: string, topology: Topology, more: Partial<DeploymentOptions> = {}): Promise<Lab> {
    const kube = cluster().in(`redis-ha-${name}-${randomBytes(3).toString('hex')}`);
    const { namespace } = kube;
    await kube.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: LABELS } }]);
    const deployment = await Deployment.of(kube, { name, topology, images: IMAGES, ...more });
    try {
      await deployment.apply();
      const secrets = { passwords: deployment.secretName, ca: deployment.caSecretName };
      await eventually('the Secrets of passwords and authority', async () =>
        (await kube.try(['get', 'secret', secrets.passwords, secrets.ca])).code === 0, 120_000);
      const load = await Load.create(kube, deployment.plan, IMAGES.node, secrets, CLIENTS_HOST);
      await deployment.ready();
      return new Lab(deployment, load, Machines.here());
    } catch (error) {
      await deployment.explain((text) => process.stderr.write(`${text}\n`));
      await remove(kube);
      throw error;
    }
  }

  get kube(): Kube {
    return this.deployment.kube;
  }

  log(message: string): void {
    process.stderr.write(`${((Date.now() - this.began) / 1000).toFixed(1).padStart(7)} ${this.deployment.plan.name}: ${message}\n`);
  }

  async down(broken: boolean): Promise<void> {
    if (broken) await this.deployment.explain((text) => process.stderr.write(`${text}\n`));
    await remove(this.kube);
  }
}

/** @throws Error when the suite was started without its script */
export function cluster(): Kube {
  const command = process.env[KUBECTL];
  if (!command) throw new Error('started without a cluster; use npm run test:k8s');
  return new Kube(JSON.parse(command), 'default');
}

async function remove(kube: Kube): Promise<void> {
  if (process.env.REDIS_HA_KEEP) return;
  // Nobody hands over to anybody any more: waiting for graces would only take time.
  await kube.try(['delete', 'statefulsets,pods', '--all', '--grace-period', '0', '--force', '--wait=false']);
  await kube.try(['delete', 'namespace', kube.namespace, '--wait=false']);
}
