import { POD_PORTS } from '../config';
import { Transport } from '../model';
import { NodeRole, PLAINTEXT_PORTS, type DeploymentPlan, type PlanNode } from '../plan';

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

/**
 * Where nodes of a deployment reach each other's data servers. With TLS the port in plaintext is among them, where nobody
 * listens: on the way there or back pods change one after the other, and must reach those that have not.
 */
export function redisPeerPorts(plan: DeploymentPlan): NodePort[] {
  return [...redisPorts(plan), ...former(plan, POD_PORTS.redisPlain, PLAINTEXT_PORTS.redis)];
}

/** The same of Sentinels. */
export function sentinelPeerPorts(plan: DeploymentPlan): NodePort[] {
  return [...sentinelPorts(plan), ...former(plan, POD_PORTS.sentinelPlain, PLAINTEXT_PORTS.sentinel)];
}

function former({ transport }: DeploymentPlan, name: string, port: number): NodePort[] {
  return transport === Transport.TLS ? [{ name, port }] : [];
}

/** What a node is reached at by others. */
export function portsOf(plan: DeploymentPlan, node: PlanNode): NodePort[] {
  const hasData = node.roles.includes(NodeRole.DATA);
  return [
    ...(hasData ? redisPeerPorts(plan) : []),
    ...(node.roles.includes(NodeRole.SENTINEL) ? sentinelPeerPorts(plan) : []),
    { name: POD_PORTS.agent, port: plan.ports.agent },
    ...(hasData ? busPorts(plan) : []),
  ];
}
