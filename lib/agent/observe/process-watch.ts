import { readFileSync } from 'node:fs';

/** How often the process is looked for: its death should be known before anybody's timeout has begun (rule R6). */
const PERIOD_MS = 25;

/** Keeps an eye on one process of this machine. */
export class ProcessWatch {
  private id = 0;
  private start = '';
  private timer?: NodeJS.Timeout;

  /** @param onGone told once when the process that was followed is there no longer */
  constructor(private readonly onGone: (processId: number) => void) {}

  public get processId(): number {
    return this.id;
  }

  /** Follows that process from now on; 0 for none. */
  public follow(processId: number): void {
    if (processId === this.id) {
      return;
    }
    this.id = processId;
    this.start = startOf(processId);
    clearInterval(this.timer);
    if (processId > 0) {
      this.timer = setInterval(() => this.isThere(), PERIOD_MS);
      this.timer.unref();
    }
  }

  public isThere(): boolean {
    const there = this.id > 0 && this.start !== '' && startOf(this.id) === this.start;
    if (!there && this.timer) {
      clearInterval(this.timer);
      this.timer = undefined;
      this.onGone(this.id);
    }
    return there;
  }

  public stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

/**
 * When a process started, in ticks since boot (field 22): another one may have its id by now, and must not be taken for
 * it. Empty for one that has ended, also while nobody has collected it yet.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function startOf(processId: number): string {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ['Z', 'X'].includes(fields[0]!) ? '' : fields[19] ?? '';
  } catch {
    return '';
  }
}
