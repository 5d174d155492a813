import type * as pulumi from '@pulumi/pulumi';
import { Tls, type GivenCertificatesOptions, type OwnAuthorityOptions } from 'redis-ha-constructs/pulumi/aws';
import { chosen } from '../shared/choice';

/** Certificates from elsewhere. */
export interface AwsCertificates extends GivenCertificatesOptions {
  /** Whole ARN of a secret: JSON with `ca.crt`, `tls.crt` and `tls.key`, as PEM. */
  secretArn: pulumi.Input<string>;
}

/** Whether bytes are encrypted, and where certificates come from: one of these. */
export interface AwsTlsChoice {
  /** An authority of the deployment's own, `{}` for one with the usual settings. */
  ownAuthority?: OwnAuthorityOptions;
  /** Certificates from elsewhere, renewed by whoever issued them. */
  fromSecret?: AwsCertificates;
  /** No encryption: passwords and data can be read by whoever is on the network. */
  plaintext?: boolean;
}

export function awsTls(choice: AwsTlsChoice | undefined): Tls | undefined {
  return chosen('tls', choice, {
    ownAuthority: (options) => Tls.ownAuthority(options),
    fromSecret: ({ secretArn, ...options }) => Tls.fromSecret(secretArn, options),
    plaintext: () => Tls.plaintext(),
  });
}
