import { deploymentSource, existingSource, type BackupSourceConfig, type ExistingRedis } from '../../lib/manifests';
import type { IRedisDeployment } from './redis-deployment-base';

/** What is backed up: a deployment of this library, or a Redis that exists. */
export class BackupSource {
  /** A deployment of the same namespace, since its pods read the deployment's Secret. */
  public static deployment(redis: IRedisDeployment): BackupSource {
    return new BackupSource(() => deploymentSource({
      plan: redis.plan,
      namespace: redis.namespace,
      nodeHosts: redis.nodeHosts,
      port: redis.tlsPort ?? redis.port,
      passwordSecretName: redis.passwordSecretName,
      caSecretName: redis.caSecretName,
      tlsSecretName: redis.tlsSecretName,
    }));
  }

  /** A Redis that runs already, by its addresses. */
  public static existing(redis: ExistingRedis): BackupSource {
    return new BackupSource(() => existingSource(redis));
  }

  private constructor(private readonly configure: () => BackupSourceConfig) {}

  /** @internal */
  public _bind(): BackupSourceConfig {
    return this.configure();
  }
}
