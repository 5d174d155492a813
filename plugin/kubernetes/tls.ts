import type * as pulumi from '@pulumi/pulumi';
import { Tls, type CertManagerIssuer, type GivenCertificatesOptions, type TlsOptions } from 'redis-ha-constructs/pulumi/kubernetes';
import { chosen } from '../shared/choice';

/** An authority of the deployment's own. */
export interface KubernetesAuthority extends TlsOptions {
  /** Name of the Secret of the nodes' certificate. */
  secretName?: string;
}

/** Certificates from elsewhere. */
export interface KubernetesCertificates extends GivenCertificatesOptions {
  /** Secret with `ca.crt`, `tls.crt` and `tls.key`. */
  secretName: pulumi.Input<string>;
}

/** Certificates that cert-manager issues. */
export interface CertManager extends GivenCertificatesOptions {
  /** Who issues, by default an authority of the deployment's own. */
  issuer?: CertManagerIssuer;
  /** Validity of the nodes' certificate, `90d` by default. */
  validity?: string;
  /** Name of the Secret that cert-manager writes. */
  secretName?: string;
}

/** Whether bytes are encrypted, and where certificates come from: one of these. */
export interface KubernetesTlsChoice {
  /** An authority of the deployment's own, `{}` for one with the usual settings. */
  ownAuthority?: KubernetesAuthority;
  /** A Secret that exists, or that something else makes and renews. */
  fromSecret?: KubernetesCertificates;
  /** A Certificate of cert-manager. */
  certManager?: CertManager;
  /** No encryption: passwords and data can be read by whoever is on the network. */
  plaintext?: boolean;
}

export function kubernetesTls(choice: KubernetesTlsChoice | undefined): Tls | undefined {
  return chosen('tls', choice, {
    ownAuthority: (options) => Tls.ownAuthority(options),
    fromSecret: ({ secretName, ...options }) => Tls.fromSecret(secretName, options),
    certManager: (options) => Tls.certManager(options),
    plaintext: () => Tls.plaintext(),
  });
}
