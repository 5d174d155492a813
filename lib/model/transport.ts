/** How bytes travel between clients and nodes and between nodes. */
export enum Transport {
  PLAINTEXT = 'plaintext',
  TLS = 'tls',
}
