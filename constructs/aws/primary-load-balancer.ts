import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { IpTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import { Construct } from 'constructs';
import {
  balancedPorts, HEALTH_CHECK, listenersOf, namesWith, requireTimeForLoadBalancer, TARGET_GROUP, type Listener,
} from '../../lib/aws';
import { NodeRole, type DeploymentPlan } from '../../lib/plan';
import { acknowledge } from './acknowledge';
import type { Deployed } from './deploy';
import { namingProps } from './deployment-spec';
import type { NodeFleet } from './node-fleet';
import type { LoadBalancerAccess, SinglePrimaryProps } from './single-primary-base';

/** An internal Network Load Balancer in front of the data nodes. */
export interface PrimaryLoadBalancer {
  /**
   * Whether there is a listener for readers too, which a ready replica answers: on port 6382, in plaintext on 6381.
   *
   * @default true
   */
  readonly readers?: boolean;
  /**
   * Whether CloudFormation and people are kept from deleting it.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;
}

export interface PrimaryBalancerProps extends PrimaryLoadBalancer {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  readonly fleet: NodeFleet;
}

/**
 * One address for writers and one for readers. Which node a listener leads to is what
 * the agents answer to its health checks; nothing here fences anything.
 * CLIENT LIST shows addresses of the load balancer.
 */
export class PrimaryBalancer extends Construct {
  public readonly loadBalancer: elbv2.NetworkLoadBalancer;
  /** Listener id to port. */
  public readonly ports: Record<string, number>;

  constructor(scope: Construct, id: string, props: PrimaryBalancerProps) {
    super(scope, id);
    const { plan, network } = props.fleet;
    const nodes = network.securityGroup;
    // At creation: one that began without a security group can never get one.
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc, description: `Load balancer of ${plan.name}`, allowAllOutbound: false,
    });
    for (const { port, what } of balancedPorts(plan)) {
      group.addEgressRule(nodes, ec2.Port.tcp(port), what);
      nodes.addIngressRule(group, ec2.Port.tcp(port), `load balancer: ${what}`);
    }
    this.loadBalancer = new elbv2.NetworkLoadBalancer(this, 'Balancer', {
      vpc: props.vpc,
      vpcSubnets: { subnets: props.subnets },
      internetFacing: false,
      // The primary is in one zone at a time.
      crossZoneEnabled: true,
      securityGroups: [group],
      deletionProtection: props.deletionProtection ?? false,
    });
    acknowledge(this.loadBalancer, 'AwsSolutions-ELB2', 'a Network Load Balancer logs TLS listeners only; this one passes TCP through');
    const listeners = listenersOf(plan, props.readers ?? true);
    this.ports = Object.fromEntries(listeners.map((listener) => [listener.id, listener.port]));
    listeners.forEach((listener) => this.listen(listener, plan, props));
  }

  private listen(listener: Listener, plan: DeploymentPlan, props: PrimaryBalancerProps): void {
    const data = namesWith(plan, NodeRole.DATA);
    const group = new elbv2.NetworkTargetGroup(this, `${listener.id}Targets`, {
      vpc: props.vpc,
      port: listener.targetPort,
      targetType: elbv2.TargetType.IP,
      targets: props.fleet.nodes.filter((node) => data.includes(node.nodeName)).map((node) => new IpTarget(node.address)),
      preserveClientIp: TARGET_GROUP.preserveClientIp,
      connectionTermination: TARGET_GROUP.connectionTermination,
      deregistrationDelay: Duration.seconds(TARGET_GROUP.deregistrationSeconds),
      healthCheck: {
        protocol: elbv2.Protocol.HTTP,
        port: String(plan.ports.agent),
        path: listener.path,
        healthyHttpCodes: TARGET_GROUP.healthyCodes,
        interval: Duration.seconds(HEALTH_CHECK.intervalSeconds),
        timeout: Duration.seconds(HEALTH_CHECK.timeoutSeconds),
        healthyThresholdCount: HEALTH_CHECK.healthyThreshold,
        unhealthyThresholdCount: HEALTH_CHECK.unhealthyThreshold,
      },
    });
    group.setAttribute('target_health_state.unhealthy.connection_termination.enabled', String(TARGET_GROUP.unhealthyConnectionTermination));
    this.loadBalancer.addListener(listener.id, {
      port: listener.port, protocol: elbv2.Protocol.TCP, defaultTargetGroups: [group],
    });
  }
}

/** The load balancer the user asked for, if any, and where it answers. */
export function balance(scope: Construct, deployed: Deployed, props: SinglePrimaryProps): LoadBalancerAccess | undefined {
  if (!props.loadBalancer) {
    return undefined;
  }
  namingProps(scope, () => requireTimeForLoadBalancer(deployed.plan));
  const { loadBalancer, ports } = new PrimaryBalancer(scope, 'LoadBalancer', {
    ...props.loadBalancer, vpc: props.vpc, subnets: deployed.subnets, fleet: deployed.fleet,
  });
  deployed.fleet.certificates?.addDnsName(loadBalancer.loadBalancerDnsName);
  const endpoint = (id: string, role: string): string | undefined => {
    const port = ports[id] ?? ports[`${id}Tls`];
    return port === undefined ? undefined : `${deployed.names?.alias(role, loadBalancer) ?? loadBalancer.loadBalancerDnsName}:${port}`;
  };
  return {
    primaryEndpoint: endpoint('Primary', 'primary'),
    replicasEndpoint: endpoint('Replicas', 'replicas'),
    ports: Object.values(ports),
    connections: loadBalancer.connections,
  };
}
