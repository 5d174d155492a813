/** How an order to an agent ended. */
export interface CommandResult {
  readonly ok: boolean;
  /** The node that is primary now, where the order was to move that. */
  readonly to?: string;
  /** For people. */
  readonly detail: string;
}
