/** Environment variable by which the program that issues certificates is told what to issue, as JSON of a `CertificateOrder`. */
export const CERTIFICATE_ORDER_VARIABLE = 'REDIS_HA_CERTIFICATES';

/** Newest form of it that this version writes and reads. */
export const CERTIFICATE_ORDER_VERSION = 1;

/** What a deployment on Kubernetes has issued for it by an authority of its own. Holds no secret. */
export interface CertificateOrder {
  readonly schemaVersion: number;
  readonly deployment: string;
  /** Secret of the nodes' certificate. */
  readonly secretName: string;
  /** Secret of the authority: nothing but the program that issues reads it. */
  readonly authoritySecretName: string;
  /** Name that every node's certificate bears. */
  readonly serverName: string;
  /** Services that clients may connect to by their names, too. See `serviceHosts`. */
  readonly services: string[];
  /** Lifetime of the nodes' certificate. A new one is issued when a third of it is left. */
  readonly days: number;
  readonly authorityDays: number;
}
