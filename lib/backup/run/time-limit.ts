/** How long a run may still take. */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}

/** Longest and shortest time that is kept for ending: to take an upload back, to give the lease back, to say what happened. */
const MOST_RESERVE_MS = 30_000;
const LEAST_RESERVE_MS = 3_000;
const RESERVE_SHARE = 0.05;
/** With less than that there is no point in beginning. */
const LEAST_WORK_SECONDS = 2;

/** The platform ends a run at its limit without a word, in the middle of whatever it does; work has to end before. */
export class TimeLimit {
  private readonly reserveMs: number;

  /** @param advice what gives a run more time, as words after "not enough" */
  constructor(private readonly context: RemainingTime, public readonly advice: string) {
    this.reserveMs = Math.min(MOST_RESERVE_MS, Math.max(LEAST_RESERVE_MS, context.getRemainingTimeInMillis() * RESERVE_SHARE));
  }

  /** Seconds left for work. */
  public get secondsLeft(): number {
    return Math.max(0, (this.context.getRemainingTimeInMillis() - this.reserveMs) / 1000);
  }

  /** @throws Error when there is no time to begin */
  public require(): number {
    const left = this.secondsLeft;
    if (left < LEAST_WORK_SECONDS) {
      throw new Error(`only ${left.toFixed(1)} s are left for the backup; ${this.advice}`);
    }
    return left;
  }
}
