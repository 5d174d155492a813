/** Looks at a running lab from outside: who is primary, and what is not yet as it should be. One per topology. */
export interface LabWatch {
  /**
   * The node that whoever has the say names as primary, undefined when there is none.
   *
   * @param shard of a Cluster; ignored elsewhere
   */
  primary(shard: number): Promise<string | undefined>;
  /**
   * What is not as the plan wants it; empty when all is.
   *
   * @param without a node that is left out of account: the rest must be whole without it
   */
  lacking(without?: string): Promise<string>;
  close(): void;
}
