import type { Packages } from './packages';

/** A VPC endpoint a node needs where there is no NAT. */
export interface NeededEndpoint {
  /** Last part of the service name, for example `secretsmanager`. */
  readonly service: string;
  /** `Gateway` or `Interface`. */
  readonly type: string;
  readonly why: string;
}

/**
 * AWS services a node talks to, at boot or later.
 *
 * @param sessionManager whether the node runs the SSM agent
 */
export function neededEndpoints(sessionManager: boolean): NeededEndpoint[] {
  const iface = (service: string, why: string): NeededEndpoint => ({ service, type: 'Interface', why });
  return [
    { service: 's3', type: 'Gateway', why: 'plan and agent' },
    { service: 'dynamodb', type: 'Gateway', why: 'marker and lock' },
    iface('ssm', 'the pointer to plan and agent'),
    iface('secretsmanager', 'passwords'),
    iface('ec2', 'attaching the data volume'),
    iface('cloudformation', 'signals'),
    iface('autoscaling', 'the lifecycle hook'),
    iface('monitoring', 'metrics'),
    ...(sessionManager ? [iface('ssmmessages', 'Session Manager')] : []),
  ];
}

/** What to tell a user whose nodes sit in subnets without a way out; undefined when nothing is missing. */
export function missingAccess(packages: Packages, sessionManager: boolean, present: string[]): string | undefined {
  const missing = neededEndpoints(sessionManager).filter((endpoint) => !present.includes(endpoint.service));
  const problems = [
    ...(packages.needsMirror ? ['a way to a Debian package mirror (NAT, or an image with everything and `packages: Packages.preinstalled()`)'] : []),
    ...missing.map((endpoint) => `${endpoint.type} endpoint ${endpoint.service} (${endpoint.why})`),
  ];
  return problems.length > 0 ? problems.join(', ') : undefined;
}
