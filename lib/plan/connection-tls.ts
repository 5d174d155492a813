import { Transport } from '../model';
import type { DeploymentPlan } from './deployment-plan';

/** What somebody who connects has, as PEM texts: the authorities to trust, and a certificate of its own where it has one. */
export interface ConnectionCertificates {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

/** What a connection to a node checks and shows. */
export interface ConnectionTls extends ConnectionCertificates {
  /** Name the node's certificate must bear, whatever its address. */
  readonly serverName: string;
}

/**
 * How to connect to the ports that the nodes of a plan use among themselves; undefined while those speak plaintext.
 *
 * @throws Error for a plan with TLS and no certificates: without an authority nobody's name could be checked
 */
export function connectionTls(
  { name, transport, tls }: Pick<DeploymentPlan, 'name' | 'transport' | 'tls'>, certificates: ConnectionCertificates | undefined,
): ConnectionTls | undefined {
  return transport === Transport.TLS ? tlsTo({ name, tls }, certificates) : undefined;
}

/**
 * How to connect to a port with TLS of a plan that has one.
 *
 * @throws Error without certificates
 */
export function tlsTo({ name, tls }: Pick<DeploymentPlan, 'name' | 'tls'>, certificates: ConnectionCertificates | undefined): ConnectionTls {
  if (tls === undefined || certificates === undefined) {
    throw new Error(`the nodes of ${name} ${tls === undefined ? 'speak plaintext only' : 'speak TLS, and no authority is known to check them by'}`);
  }
  const { ca, cert, key } = certificates;
  return { ca, ...(cert === undefined ? {} : { cert, key }), serverName: tls.serverName };
}
