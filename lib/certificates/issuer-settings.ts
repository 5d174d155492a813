/** Environment variable by which the function that issues certificates is told everything, as JSON of `IssuerSettings`. */
export const ISSUER_VARIABLE = 'REDIS_HA_ISSUER';

/** Newest form of it that this version writes and reads. */
export const ISSUER_VERSION = 1;

/** What is kept for one deployment by an authority of its own, and where: what constructs write is what the function reads. */
export interface IssuerSettings {
  readonly schemaVersion: number;
  /** Name of the deployment: dimension of the metric, and part of the authority's name. */
  readonly deployment: string;
  /** `PlanTls.serverName`. */
  readonly serverName: string;
  /** Names that are valid besides. */
  readonly dnsNames: string[];
  /** Addresses that are valid besides. */
  readonly ipAddresses: string[];
  /** Validity of the nodes' certificate, in days. */
  readonly days: number;
  /** A new one is issued when no more than so many days are left. */
  readonly renewBeforeDays: number;
  /** Secret of the authority, which nobody else reads. */
  readonly authoritySecretId: string;
  /** Secret that the nodes read. */
  readonly certificateSecretId: string;
  /** Secret that clients read: what to trust, as PEM. Not secret at all. */
  readonly caSecretId: string;
}

/** CloudWatch metric of each look at the certificates: what the alarm reads is what the function writes. */
export const ISSUER_METRICS = {
  namespace: 'RedisHa',
  /** Dimension: name of the deployment. */
  dimension: 'Deployment',
  /** Days until the nodes' certificate expires. Absent when the look failed. */
  daysLeft: 'CertificateDaysLeft',
} as const;
