/** How bytes travel between clients and nodes and between nodes. */
export enum Transport {
  PLAINTEXT = 'plaintext',
  /**
   * On the way from one to the other: nodes speak plaintext among themselves, clients are served on both ports. See
   * docs/tls.md for the steps.
   */
  BOTH = 'both',
  /** TLS only; no plaintext port is open. */
  TLS = 'tls',
}
