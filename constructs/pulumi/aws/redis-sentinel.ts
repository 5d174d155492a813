import type * as pulumi from '@pulumi/pulumi';
import { CLIENT_RULES } from '../../../lib/aws';
import { Topology, type SentinelPlacement } from '../../../lib/model';
import { NodeRole } from '../../../lib/plan';
import { endpointsOf } from './deploy';
import type { IRedisSentinel, RedisSentinelAttributes } from './deployment-attributes';
import { ImportedSentinel } from './imported-deployment';
import { SinglePrimary, type SinglePrimaryArgs } from './single-primary';
import { portsWithTls } from './tls-access';

/** Arguments of RedisSentinel. */
export interface RedisSentinelArgs extends SinglePrimaryArgs {
  /**
   * Replicas besides the primary. Each is a node of its own.
   *
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Sentinel processes, an odd number of at least 3.
   *
   * @default 3
   */
  readonly sentinels?: number;
  /**
   * Sentinels that must agree that the primary is down.
   *
   * @default - the smallest majority
   */
  readonly quorum?: number;
  /**
   * Where the Sentinels run.
   *
   * @default SentinelPlacement.BESIDE_DATA
   */
  readonly placement?: SentinelPlacement;
}

/** The topology that was declared. @throws InvalidInput */
export function sentinelTopology(
  { replicas, sentinels, quorum, placement }: Pick<RedisSentinelArgs, 'replicas' | 'sentinels' | 'quorum' | 'placement'>,
): Topology {
  return Topology.sentinel({ replicas, sentinels, quorum, placement });
}

/**
 * One primary, its replicas and Sentinels on EC2, from declared objectives.
 *
 * Each node has an address and a data volume for life; its instance comes from an Auto Scaling group of exactly one in its zone.
 * Plan, peers and agent reach the nodes through an SSM parameter, so changing them replaces no instance. The plan is written
 * beside the program as `<name>.redis-ha.json`.
 */
export class RedisSentinel extends SinglePrimary implements IRedisSentinel {
  /**
   * A deployment of another program.
   *
   * @param name that rules and grants begin with here
   * @param opts of rules and grants
   */
  public static fromRedisSentinelAttributes(
    name: string, attributes: RedisSentinelAttributes, opts?: pulumi.CustomResourceOptions,
  ): IRedisSentinel {
    return new ImportedSentinel(name, attributes, opts);
  }

  /** The name a Sentinel-aware client asks for: the deployment's. */
  public readonly masterName: string;
  /** `address:port` of every Sentinel, for a Sentinel-aware client. */
  public readonly sentinelEndpoints: pulumi.Output<string>[];
  /** Port of the Sentinels. */
  public readonly sentinelPort: number;

  constructor(name: string, args: RedisSentinelArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha-constructs:aws:RedisSentinel', name, args, () => sentinelTopology(args), opts);
    const made = this._made();
    this.masterName = made.plan.name;
    this.sentinelPort = made.plan.ports.sentinel;
    this.sentinelEndpoints = endpointsOf(made, NodeRole.SENTINEL, this.sentinelPort);
    this.registerOutputs({
      deploymentName: this.deploymentName, nodeEndpoints: this.nodeEndpoints, masterName: this.masterName,
      sentinelEndpoints: this.sentinelEndpoints, primaryEndpoint: this.primaryEndpoint, replicasEndpoint: this.replicasEndpoint,
      caCertificate: this.caCertificate, domainName: this.domainName,
    });
  }

  /** Data nodes, Sentinels and load balancer. */
  public override allowClients(client: string, securityGroupId: pulumi.Input<string>): void {
    super.allowClients(client, securityGroupId);
    this.allow(client, securityGroupId, portsWithTls(this.sentinelPort, this.tls?.sentinelPort), CLIENT_RULES.sentinel);
  }
}
