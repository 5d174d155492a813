import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CLIENT_RULES, REPLICAS_PORTS } from '../../lib/aws';
import { PLAINTEXT_PORTS, TLS_PORTS } from '../../lib/plan';
import {
  RedisDeploymentBase, type IRedisDeployment, type RedisDeploymentAttributes,
} from './redis-deployment-base';
import type { RedisDeploymentProps } from './deployment-props';
import type { PrimaryLoadBalancer } from './primary-load-balancer';

/** A deployment with one primary at a time, of this stack or another. */
export interface ISinglePrimaryDeployment extends IRedisDeployment {
  /**
   * `name:port` at which whoever is primary answers; undefined without a load balancer. During a failover nobody or a
   * node that refuses writes may answer there.
   */
  readonly primaryEndpoint?: string;
  /** `name:port` at which a ready replica answers; undefined without a load balancer that has a listener for readers. */
  readonly replicasEndpoint?: string;
}

/** What an existing deployment with one primary is imported by. */
export interface SinglePrimaryAttributes extends RedisDeploymentAttributes {
  /** `name:port`. @default - no load balancer */
  readonly primaryEndpoint?: string;
  /** `name:port`. @default - no load balancer, or none for readers */
  readonly replicasEndpoint?: string;
  /** Security groups of the load balancer. @default - no load balancer */
  readonly loadBalancerSecurityGroups?: ec2.ISecurityGroup[];
  /** Port of the load balancer for readers. @default - 6381 without `tls`, 6382 with it */
  readonly replicasPort?: number;
}

/** Properties of a deployment with one primary. */
export interface SinglePrimaryProps extends RedisDeploymentProps {
  /**
   * A fixed address for whoever is primary, and one for readers, for clients that know neither Sentinel nor roles.
   *
   * A convenience and no fence: it notices a change of roles some 10 to 20 s late and, when no node is healthy, as
   * during every failover, sends connections to any of them. What keeps two primaries from taking writes is Redis' own
   * (`min-replicas-to-write`, closed connections) and the agents'. See docs/endpoints.md.
   *
   * @default - none
   */
  readonly loadBalancer?: PrimaryLoadBalancer;
}

/** Where a load balancer answers, made here or elsewhere. */
export interface LoadBalancerAccess {
  readonly primaryEndpoint?: string;
  readonly replicasEndpoint?: string;
  readonly ports: number[];
  readonly connections: ec2.Connections;
}

/** What deployments with one primary have in common. */
export abstract class SinglePrimaryBase extends RedisDeploymentBase implements ISinglePrimaryDeployment {
  /** @internal */
  protected abstract readonly _loadBalancer?: LoadBalancerAccess;

  public get primaryEndpoint(): string | undefined {
    return this._loadBalancer?.primaryEndpoint;
  }

  public get replicasEndpoint(): string | undefined {
    return this._loadBalancer?.replicasEndpoint;
  }

  /** Nodes and load balancer. */
  public override allowClients(client: ec2.IConnectable): void {
    super.allowClients(client);
    for (const port of this._loadBalancer?.ports ?? []) {
      this._loadBalancer!.connections.allowFrom(client, ec2.Port.tcp(port), CLIENT_RULES.redis);
    }
  }
}

/** @internal */
export function importedLoadBalancer(attrs: SinglePrimaryAttributes): LoadBalancerAccess {
  const { port, readersPort } = attrs.tls ? { port: TLS_PORTS.redis, readersPort: REPLICAS_PORTS.tls }
    : { port: PLAINTEXT_PORTS.redis, readersPort: REPLICAS_PORTS.plaintext };
  return {
    primaryEndpoint: attrs.primaryEndpoint,
    replicasEndpoint: attrs.replicasEndpoint,
    ports: [
      ...(attrs.primaryEndpoint === undefined ? [] : [attrs.port ?? port]),
      ...(attrs.replicasEndpoint === undefined ? [] : [attrs.replicasPort ?? readersPort]),
    ],
    connections: new ec2.Connections({ securityGroups: attrs.loadBalancerSecurityGroups ?? [] }),
  };
}
