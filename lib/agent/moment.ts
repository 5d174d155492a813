/**
 * A moment on this machine, by two clocks: one stands still while a virtual machine does, the other jumps when it is set. Never
 * compared with another machine's.
 */
export interface Moment {
  /** Milliseconds since some beginning. */
  readonly monotonic: number;
  /** Milliseconds since the epoch. */
  readonly wall: number;
}

export function thisMoment(): Moment {
  return { monotonic: performance.now(), wall: Date.now() };
}

/** Milliseconds from one moment to the other, by the clock that says more: what is to expire rather does so too soon. */
export function between(from: Moment, to: Moment): number {
  return Math.max(to.monotonic - from.monotonic, to.wall - from.wall);
}
