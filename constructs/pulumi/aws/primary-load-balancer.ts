import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import {
  balancedPorts, HEALTH_CHECK, listenersOf, namesWith, requireTimeForLoadBalancer, TARGET_GROUP, type Listener,
} from '../../../lib/aws';
import { NodeRole, type DeploymentPlan } from '../../../lib/plan';
import { childName } from '../shared';
import { naming } from './deployment-spec';
import type { NodeNames } from './private-dns';
import type { RedisNode } from './redis-node';

/** An internal Network Load Balancer in front of the data nodes. */
export interface PrimaryLoadBalancer {
  /**
   * Whether there is a listener for readers too, which a ready replica answers: on port 6382, in plaintext on 6381.
   *
   * @default true
   */
  readonly readers?: boolean;
  /**
   * Whether everybody is kept from deleting it.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;
}

export interface BalancerArgs {
  readonly plan: DeploymentPlan;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string>[];
  readonly nodesSecurityGroupId: pulumi.Output<string>;
  readonly nodes: RedisNode[];
  readonly names?: NodeNames;
}

/** Where a load balancer answers. */
export interface LoadBalancerAccess {
  readonly primaryEndpoint?: pulumi.Output<string>;
  readonly replicasEndpoint?: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  readonly ports: number[];
  readonly securityGroup: aws.ec2.SecurityGroup;
}

/**
 * One address for writers and one for readers. Which node a listener leads to is what the agents answer to its health checks;
 * nothing here fences anything. CLIENT LIST shows addresses of the load balancer.
 */
export function primaryBalancer(
  component: string, wanted: PrimaryLoadBalancer, args: BalancerArgs, parent: pulumi.Resource,
): LoadBalancerAccess {
  const { plan, vpcId, nodesSecurityGroupId, names } = args;
  naming(component, () => requireTimeForLoadBalancer(plan));
  const name = (id: string): string => childName(component, `LoadBalancer-${id}`);
  // At creation: one that began without a security group can never get one.
  const securityGroup = new aws.ec2.SecurityGroup(name('SecurityGroup'), { vpcId, description: `Load balancer of ${plan.name}` }, { parent });
  for (const { port, what } of balancedPorts(plan)) {
    const tcp = { ipProtocol: 'tcp', fromPort: port, toPort: port };
    new aws.vpc.SecurityGroupEgressRule(name(`To-${port}`), {
      ...tcp, securityGroupId: securityGroup.id, referencedSecurityGroupId: nodesSecurityGroupId, description: what,
    }, { parent });
    new aws.vpc.SecurityGroupIngressRule(name(`From-${port}`), {
      ...tcp, securityGroupId: nodesSecurityGroupId, referencedSecurityGroupId: securityGroup.id, description: `load balancer: ${what}`,
    }, { parent });
  }
  const balancer = new aws.lb.LoadBalancer(name('Balancer'), {
    // At most 32 characters, with what Pulumi adds to a name.
    namePrefix: 'redis-',
    loadBalancerType: 'network',
    internal: true,
    subnets: args.subnetIds,
    securityGroups: [securityGroup.id],
    // The primary is in one zone at a time.
    enableCrossZoneLoadBalancing: true,
    enableDeletionProtection: wanted.deletionProtection ?? false,
  }, { parent });
  const listeners = listenersOf(plan, wanted.readers ?? true);
  listeners.forEach((listener) => listen(name, listener, balancer, args, parent));
  const endpoint = (id: string, role: string): pulumi.Output<string> | undefined => {
    const port = (listeners.find((listener) => listener.id === id) ?? listeners.find((listener) => listener.id === `${id}Tls`))?.port;
    return port === undefined ? undefined : pulumi.interpolate`${names?.alias(role, balancer) ?? balancer.dnsName}:${port}`;
  };
  return {
    primaryEndpoint: endpoint('Primary', 'primary'),
    replicasEndpoint: endpoint('Replicas', 'replicas'),
    dnsName: balancer.dnsName,
    ports: listeners.map(({ port }) => port),
    securityGroup,
  };
}

function listen(
  name: (id: string) => string, listener: Listener, balancer: aws.lb.LoadBalancer, args: BalancerArgs, parent: pulumi.Resource,
): void {
  const { plan, nodes } = args;
  const targets = new aws.lb.TargetGroup(name(`${listener.id}-Targets`), {
    namePrefix: 'redis-',
    vpcId: args.vpcId,
    port: listener.targetPort,
    protocol: 'TCP',
    targetType: 'ip',
    preserveClientIp: String(TARGET_GROUP.preserveClientIp),
    connectionTermination: TARGET_GROUP.connectionTermination,
    deregistrationDelay: TARGET_GROUP.deregistrationSeconds,
    targetHealthStates: [{ enableUnhealthyConnectionTermination: TARGET_GROUP.unhealthyConnectionTermination }],
    healthCheck: {
      protocol: 'HTTP',
      port: String(plan.ports.agent),
      path: listener.path,
      matcher: TARGET_GROUP.healthyCodes,
      interval: HEALTH_CHECK.intervalSeconds,
      timeout: HEALTH_CHECK.timeoutSeconds,
      healthyThreshold: HEALTH_CHECK.healthyThreshold,
      unhealthyThreshold: HEALTH_CHECK.unhealthyThreshold,
    },
  }, { parent });
  const data = namesWith(plan, NodeRole.DATA);
  for (const node of nodes.filter(({ nodeName }) => data.includes(nodeName))) {
    new aws.lb.TargetGroupAttachment(name(`${listener.id}-${node.nodeName}`), {
      targetGroupArn: targets.arn, targetId: node.address, port: listener.targetPort,
    }, { parent });
  }
  new aws.lb.Listener(name(listener.id), {
    loadBalancerArn: balancer.arn, port: listener.port, protocol: 'TCP', defaultActions: [{ type: 'forward', targetGroupArn: targets.arn }],
  }, { parent });
}
