/** How long a slowed process runs between two stops, in milliseconds: enough to answer what waits for it. */
const RUN_MS = 60;

/**
 * Makes a process slow without changing it: stopped for a while, let run for a moment, again and again. What it
 * copies and acknowledges comes late by up to that while. (Delay in the network would be truer, but not every
 * kernel has netem, and on one machine all nodes share one loopback.)
 */
export class Slowness {
  private timer?: NodeJS.Timeout;

  constructor(private readonly signal: (signal: NodeJS.Signals) => void) {}

  public begin(pauseMs: number): void {
    this.end();
    const stop = (): void => {
      this.signal('SIGSTOP');
      this.timer = setTimeout(run, pauseMs);
    };
    const run = (): void => {
      this.signal('SIGCONT');
      this.timer = setTimeout(stop, RUN_MS);
    };
    stop();
  }

  public end(): void {
    if (this.timer !== undefined) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.signal('SIGCONT');
    }
  }
}
