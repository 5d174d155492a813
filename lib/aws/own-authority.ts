import { ISSUER_METRICS } from '../certificates';
import { InvalidInput, requireWhole } from '../model';
import type { AlarmDefinition } from './alarm';

const DEFAULT_DAYS = 90;
const MOST_DAYS = 365;
const DAY_SECONDS = 86_400;

/** The function that makes and renews certificates. It is in no VPC: it talks to Secrets Manager only. */
export const ISSUER_FUNCTION = {
  /** A look takes a second; less memory would be less processor for starting. */
  memoryMebibytes: 512,
  timeoutSeconds: 60,
  logDays: 365,
  /** Twice a day: one that fails is made good before anybody would notice. */
  looksEveryHours: 12,
} as const;

/** What each of an own authority's secrets is there for. */
export function certificateSecrets(deployment: string): Record<'authority' | 'node' | 'ca', string> {
  return {
    authority: `Authority of the Redis deployment ${deployment}: its key can pass for any node`,
    node: `Certificate and key of the nodes of the Redis deployment ${deployment}`,
    ca: `What clients of the Redis deployment ${deployment} are to trust; not secret`,
  };
}

/** How long a certificate is valid, and when it is renewed. */
export interface CertificateLifetime {
  readonly days: number;
  readonly renewBeforeDays: number;
}

/**
 * @param validitySeconds of the nodes' certificate
 * @param renewBeforeSeconds how long before its end a new one is issued
 * @throws InvalidInput for parts of a day, or more than there is
 */
export function certificateLifetime(validitySeconds?: number, renewBeforeSeconds?: number): CertificateLifetime {
  const days = validitySeconds === undefined ? DEFAULT_DAYS
    : requireWhole('tls.validity', validitySeconds / DAY_SECONDS, 2, MOST_DAYS);
  const renewBeforeDays = renewBeforeSeconds === undefined ? Math.ceil(days / 3)
    : requireWhole('tls.renewBefore', renewBeforeSeconds / DAY_SECONDS, 1, days - 1);
  return { days, renewBeforeDays };
}

/** @throws InvalidInput for what no certificate can bear as a DNS name */
export function requireDnsName(name: string): string {
  if (!/^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(name)) {
    throw new InvalidInput('tls.subjectAlternativeNames', `got "${name}"`, 'use DNS names; addresses of the nodes are there already');
  }
  return name;
}

/** Raised also by silence: nothing is said when the function does not run or fails. */
export function expiryAlarm(deployment: string, renewBeforeDays: number): AlarmDefinition {
  return {
    description: `The certificate of the Redis deployment ${deployment} is not renewed; the log of the function that issues it says why`,
    metric: {
      namespace: ISSUER_METRICS.namespace,
      name: ISSUER_METRICS.daysLeft,
      dimensions: { [ISSUER_METRICS.dimension]: deployment },
      statistic: 'Minimum',
      periodSeconds: DAY_SECONDS,
    },
    threshold: Math.floor(renewBeforeDays / 2),
    comparison: 'LessThanOrEqualToThreshold',
    periods: 2,
    silence: 'breaching',
  };
}
