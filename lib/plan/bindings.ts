/** Real addresses of a plan's nodes, filled in by the platform. */
export interface Bindings {
  readonly schemaVersion: number;
  /** Name of the deployment these belong to. */
  readonly deployment: string;
  /** Node name to the address peers and clients reach it at. */
  readonly addresses: Record<string, string>;
}
