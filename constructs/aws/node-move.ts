/** A node that lives in another zone than the plan would give it. */
export interface NodeMove {
  /** Name in the plan, for example `node-2` or `shard-1-2`. */
  readonly node: string;
  /** Zone it moves to, `zone-1` to `zone-n` in the order of `vpcSubnets`. */
  readonly zone: string;
}
