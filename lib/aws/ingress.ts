import { Transport } from '../model';
import { nodesWith, NodeRole, PLAINTEXT_PORTS, TLS_PORTS, type DeploymentPlan } from '../plan';
import type { Packages } from './packages';

/** One opening of the members' security group, to the members themselves. */
export interface MemberRule {
  readonly port: number;
  /** Last one of several. @default - `port` alone */
  readonly lastPort?: number;
  readonly description: string;
}

/**
 * What members of a deployment need to reach on each other: nothing else is opened.
 *
 * With TLS the plaintext ports stay open to members, where nobody listens: on the way there or back nodes change one after the
 * other, minutes after CloudFormation has changed the rules, and must reach those that have not.
 */
export function memberRules(plan: DeploymentPlan): MemberRule[] {
  const servers = (kind: 'redis' | 'sentinel'): Pick<MemberRule, 'port' | 'lastPort'> => (plan.transport === Transport.PLAINTEXT
    ? { port: plan.ports[kind] } : { port: PLAINTEXT_PORTS[kind], lastPort: TLS_PORTS[kind] });
  const rules: MemberRule[] = [
    { ...servers('redis'), description: 'replication, Sentinels and agents to data nodes' },
    { port: plan.ports.agent, description: 'agents of the deployment to each other' },
  ];
  if (nodesWith(plan.nodes, NodeRole.SENTINEL).length > 0) {
    rules.push({ ...servers('sentinel'), description: 'Sentinels and agents to Sentinels' });
  }
  if (plan.ports.bus !== undefined) {
    rules.push({ port: plan.ports.bus, description: 'Cluster bus' });
  }
  return rules;
}

/** One way out of the members' security group, to any IPv4 address. */
export interface OutwardRule {
  readonly port: number;
  readonly description: string;
}

/** What members need to reach beyond each other. */
export function outwardRules(packages: Packages): OutwardRule[] {
  return [
    { port: 443, description: 'AWS services' },
    ...(packages.needsMirror ? [{ port: 80, description: 'Debian package mirrors, whose packages are signed' }] : []),
  ];
}

/** What clients are let in for. */
export const CLIENT_RULES = { redis: 'Redis clients', sentinel: 'Redis clients, to find the primary' } as const;

/** Ports of a kind of server that clients are let in to: one, and both while a deployment is on the way from one to the other. */
export function clientPorts({ ports }: DeploymentPlan, kind: 'redis' | 'sentinel'): number[] {
  const tls = kind === 'redis' ? ports.redisTls : ports.sentinelTls;
  return tls === undefined ? [ports[kind]] : [ports[kind], tls];
}
