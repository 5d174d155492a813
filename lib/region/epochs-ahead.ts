/** How far above what any node has seen the epoch of a region that takes over is: one that was out of reach is outdated, too. */
export const EPOCHS_AHEAD = 1000;
