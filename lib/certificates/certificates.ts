/** What a node proves itself with, as PEM texts. The key is a secret. */
export interface Certificates {
  /** Authorities that peers and clients must be certified by; two while one takes over from the other. */
  readonly ca: string;
  /** Certificate of the nodes, followed by intermediate authorities, if any. It bears `PlanTls.serverName`. */
  readonly cert: string;
  readonly key: string;
}

/** Names of these in a folder or secret: those of a Kubernetes TLS Secret, which cert-manager writes, too. */
export const CERTIFICATE_FILES = { ca: 'ca.crt', cert: 'tls.crt', key: 'tls.key' } as const;
