import type { Packages } from './packages';

/** A VPC endpoint a node needs where there is no NAT. */
export interface NeededEndpoint {
  /** Last part of the service name, for example `secretsmanager`. */
  readonly service: string;
  /** `Gateway` or `Interface`. */
  readonly type: string;
  readonly why: string;
}

const iface = (service: string, why: string): NeededEndpoint => ({ service, type: 'Interface', why });

/** AWS services the function talks to that takes backups. Its metrics travel in its log, which is not written over the VPC. */
export const BACKUP_ENDPOINTS: NeededEndpoint[] = [
  { service: 's3', type: 'Gateway', why: 'the bucket for backups' },
  iface('secretsmanager', 'the password'),
];

/** Which of them are not there, for people; undefined when none is missing. */
export function missingEndpoints(needed: NeededEndpoint[], present: string[]): string | undefined {
  const missing = needed.filter((endpoint) => !present.includes(endpoint.service)).map(inWords);
  return missing.length > 0 ? missing.join(', ') : undefined;
}

function inWords({ service, type, why }: NeededEndpoint): string {
  return `${type} endpoint ${service} (${why})`;
}

/**
 * AWS services a node talks to, at boot or later.
 *
 * @param sessionManager whether the node runs the SSM agent
 */
export function neededEndpoints(sessionManager: boolean): NeededEndpoint[] {
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
  const missing = missingEndpoints(neededEndpoints(sessionManager), present);
  const problems = [
    ...(packages.needsMirror ? ['a way to a Debian package mirror (NAT, or an image with everything and `packages: Packages.preinstalled()`)'] : []),
    ...(missing === undefined ? [] : [missing]),
  ];
  return problems.length > 0 ? problems.join(', ') : undefined;
}
