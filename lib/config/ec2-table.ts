/** Items of the coordination table by partition key: what nodes write is what their role may touch. */
export const EC2_TABLE = {
  /** Created once, never deleted: this deployment has been formed. */
  marker: 'marker',
  /** Whose instance is being replaced or changed; held for as long as a node takes to come back. */
  replacementLock: 'replacement-lock',
  /** Who is primary, in a topology without automatic failover; changed one epoch at a time. */
  role: 'role',
} as const;
