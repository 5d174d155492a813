/** How a program in a pod ends; what is not 0 is a failed Job. */
export const JOB_EXIT = {
  /** The backup is complete and, where that was asked for, read again and found in order; or it was proven. */
  done: 0,
  /** It failed; nothing of it is in the store, or it is damaged. */
  failed: 1,
  /** It was told something that cannot work: once more will not help. */
  misconfigured: 2,
  /** It is complete, and there was no time left to verify it. */
  unverified: 3,
  /** Somebody else was taking a backup of the same deployment. */
  underWay: 4,
  /** The backup to be proven is damaged, or holds something else than its manifest says. */
  unproven: 5,
} as const;
