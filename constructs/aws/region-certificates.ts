import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { refuseUncopiedCertificates } from '../../lib/aws';
import { givenCertificates, type NodeCertificates } from './node-certificates';

/**
 * The home region's certificates as they are in the other region: one certificate serves both, since what is checked is the
 * server name and not an address.
 *
 * @param given the copy, where it is made by whoever issues them
 */
export function replicatedCertificates(
  scope: Construct, home: NodeCertificates, given: secretsmanager.ISecret | undefined,
): NodeCertificates {
  if (given) {
    return givenCertificates(given);
  }
  if (home.copiedAs === undefined) {
    return refuseUncopiedCertificates();
  }
  const named = (id: string, name: string): secretsmanager.ISecret => secretsmanager.Secret.fromSecretNameV2(scope, id, name);
  return {
    ...givenCertificates(named('Certificate', home.copiedAs)),
    caSecret: home.caCopiedAs === undefined ? undefined : named('Ca', home.caCopiedAs),
  };
}
