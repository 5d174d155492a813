/** Real addresses of a plan's nodes, filled in by the platform. */
export interface Bindings {
  readonly schemaVersion: number;
  /** Name of the deployment these belong to. */
  readonly deployment: string;
  /** Node name to the address peers and clients reach it at. */
  readonly addresses: Record<string, string>;
  /** The backup that the deployment begins with; means nothing once it has been formed. @default - it begins empty */
  readonly restore?: RestoreBinding;
}

/** One backup in a store, for a deployment that has never held anything. No secret: nodes have their own credentials. */
export interface RestoreBinding {
  /** `s3://bucket/prefix`, or the path of a folder. */
  readonly store: string;
  /** Deployment that it is a backup of. */
  readonly deployment: string;
  /** Id of the backup: the same for every node and every attempt. */
  readonly backup: string;
  /** Address of a server that speaks S3. @default - that of AWS */
  readonly endpoint?: string;
  /** Region of the bucket. @default - the client's own */
  readonly region?: string;
}
