import type { Topology } from '../../../lib/model';
import { declare, homeRegionOf } from './declaration';
import type { RedisDeploymentArgs } from './deployment-args';
import type { HomeRegion } from './home-region';
import { clusterTopology, type RedisClusterArgs } from './redis-cluster';
import { replicationTopology, type RedisReplicationArgs } from './redis-replication';
import { sentinelTopology, type RedisSentinelArgs } from './redis-sentinel';

/** The home region's arguments without its network. The deployment's name has to be said: it is the same in both programs. */
export type HomeDeclarationArgs<Args extends RedisDeploymentArgs> = Omit<Args, 'vpcId' | 'subnetIds' | 'deploymentName'> & {
  /** Zones of the home region: as many as there are `subnetIds`. */
  readonly zones: number;
  readonly deploymentName: string;
};

/**
 * A deployment that another program makes in its home region, declared once more for the `ReplicaRegion` of this one. Both make
 * the same plan of the same arguments, so they best come from a module that both import; this one makes nothing of them, and
 * asks neither the home region nor the stack that is there.
 */
export class HomeDeclaration {
  /** @param name of the component in the other program */
  public static sentinel(name: string, args: HomeDeclarationArgs<RedisSentinelArgs>): HomeDeclaration {
    return HomeDeclaration.of(name, args, () => sentinelTopology(args));
  }

  /** @param name of the component in the other program */
  public static replication(name: string, args: HomeDeclarationArgs<RedisReplicationArgs>): HomeDeclaration {
    return HomeDeclaration.of(name, args, () => replicationTopology(args));
  }

  /** @param name of the component in the other program */
  public static cluster(name: string, args: HomeDeclarationArgs<RedisClusterArgs>): HomeDeclaration {
    return HomeDeclaration.of(name, args, () => clusterTopology(args));
  }

  private static of(
    name: string, { zones, ...args }: HomeDeclarationArgs<RedisDeploymentArgs>, topology: () => Topology,
  ): HomeDeclaration {
    // Only how many there are shapes the plan.
    const declared = { ...args, vpcId: '', subnetIds: Array.from({ length: zones }, () => '') };
    return new HomeDeclaration(homeRegionOf(name, declare(name, declared, topology), declared));
  }

  private constructor(
    /** @internal */
    public readonly _home: HomeRegion | undefined,
  ) {}
}
