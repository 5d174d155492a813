/** Something that is not as the plan wants it. */
export interface Problem {
  /** Stable identifier, for example `replica-link-down`. */
  readonly id: string;
  /** Node or failure domain it is about; `deployment` when it is about all. */
  readonly subject: string;
  readonly reason: string;
  readonly fix: string;
}

/** What losing one node, or all nodes of one failure domain, would mean now. */
export interface Loss {
  /** `node`, `failure-domain`, or `region`, where there are two. */
  readonly kind: string;
  readonly name: string;
  readonly safe: boolean;
  /** Why it is not safe; empty when it is. */
  readonly reasons: string[];
  /** What follows, for example `node-2 or node-3 takes over`. */
  readonly outcome: string;
}

/** Whether the loss of any one node or failure domain is safe right now. */
export interface Diagnosis {
  readonly deployment: string;
  readonly safe: boolean;
  /** Nodes that are primary with whoever has the say behind them, one per shard, joined by commas; empty when there is none. */
  readonly primary: string;
  readonly problems: Problem[];
  readonly losses: Loss[];
}
