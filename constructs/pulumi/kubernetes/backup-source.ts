import type * as pulumi from '@pulumi/pulumi';
import {
  deploymentSource, existingSource, type BackupSourceConfig, type ExistingRedis, type ExistingRedisNode, type NetworkPeer,
} from '../../../lib/manifests';
import { requirePlain } from '../shared';
import { marked, markOf, type WithInputs } from './deferred';
import type { RedisDeploymentBase } from './redis-deployment-base';

/** A Redis or Valkey that runs already, whoever made it. It must let others replicate from it, which managed services do not. */
export interface ExistingRedisArgs extends Omit<ExistingRedis, 'nodes' | 'secretName' | 'peers'> {
  /** Every data node; of a Cluster any of them, the others are found. */
  readonly nodes: WithInputs<ExistingRedisNode>[];
  /**
   * Secret in the schedule's namespace. The key holds the password, or JSON with `password` and, optionally, `username`, `ca`,
   * `cert` and `key` (PEM). Its user needs `+@connection +psync +replconf +info +role`, for a Cluster also `+cluster|info
   * +cluster|nodes +cluster|shards +cluster|slots +cluster|myid`.
   */
  readonly secretName: pulumi.Input<string>;
  /**
   * Who the servers are to a NetworkPolicy. What guards the servers themselves is for their owner to open.
   *
   * @default - any address, on the servers' ports
   */
  readonly peers?: WithInputs<NetworkPeer>[];
}

/** What is backed up: a deployment of this library, or a Redis that exists. */
export class BackupSource {
  /** A deployment of the same namespace, since its pods read the deployment's Secret. */
  public static deployment(redis: RedisDeploymentBase): BackupSource {
    return new BackupSource(() => deploymentSource(redis._source()));
  }

  /** A Redis that runs already, by its addresses. */
  public static existing(redis: ExistingRedisArgs): BackupSource {
    return new BackupSource(() => {
      const { nodes, secretName, peers, ...rest } = redis;
      requirePlain('source', rest);
      return existingSource({
        ...rest, nodes: marked<ExistingRedisNode[]>(nodes), secretName: markOf(secretName),
        ...(peers && { peers: marked<NetworkPeer[]>(peers) }),
      });
    });
  }

  private constructor(private readonly configure: () => BackupSourceConfig) {}

  /** @internal */
  public _bind(): BackupSourceConfig {
    return this.configure();
  }
}
