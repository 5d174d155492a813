import { POD_PORTS } from '../config';
import { NodeRole, type DeploymentPlan, type PlanNode } from '../plan';

/** Name and number of a port, in the order they are listed. */
export interface NodePort {
  readonly name: string;
  readonly port: number;
}

/** Where clients are served data. */
export function redisPorts({ ports }: DeploymentPlan): NodePort[] {
  return [
    { name: POD_PORTS.redis, port: ports.redis },
    ...(ports.redisTls === undefined ? [] : [{ name: POD_PORTS.redisTls, port: ports.redisTls }]),
  ];
}

/** Where Sentinels are asked. */
export function sentinelPorts({ ports }: DeploymentPlan): NodePort[] {
  return [
    { name: POD_PORTS.sentinel, port: ports.sentinel },
    ...(ports.sentinelTls === undefined ? [] : [{ name: POD_PORTS.sentinelTls, port: ports.sentinelTls }]),
  ];
}

/** Where a Cluster's nodes speak among themselves. */
function busPorts({ ports }: DeploymentPlan): NodePort[] {
  return ports.bus === undefined ? [] : [{ name: POD_PORTS.bus, port: ports.bus }];
}

/** Where a data server listens. */
export function dataPorts(plan: DeploymentPlan): NodePort[] {
  return [...redisPorts(plan), ...busPorts(plan)];
}

/** What listens on a node. */
export function portsOf(plan: DeploymentPlan, node: PlanNode): NodePort[] {
  const hasData = node.roles.includes(NodeRole.DATA);
  return [
    ...(hasData ? redisPorts(plan) : []),
    ...(node.roles.includes(NodeRole.SENTINEL) ? sentinelPorts(plan) : []),
    { name: POD_PORTS.agent, port: plan.ports.agent },
    ...(hasData ? busPorts(plan) : []),
  ];
}
