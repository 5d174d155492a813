import { readdirSync, readFileSync } from 'node:fs';

const PAGE = 4096;
/** A second of processor time in /proc (USER_HZ), whatever the kernel counts in. */
const TICKS = 100;
const EVERY_MS = 20;

/** Ids of its children at this moment; none when it is gone. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number));
  } catch {
    return [];
  }
}

/** What it calls itself: a server's child process says what it is there for. Empty when it is gone. */
export function nameOf(pid: number): string {
  return textOf(`/proc/${pid}/cmdline`).split(/[\0 ]/)[0]!.split('/').at(-1)!;
}

/** Bytes it, and the children it has waited for, have had written to disks since it began. */
export function writtenBy(pid: number): number {
  return Number(/^write_bytes: (\d+)/m.exec(textOf(`/proc/${pid}/io`))?.[1] ?? 0);
}

/** Seconds of processors that children of a process took which it has waited for, and with `own` the process itself. */
export function processorSeconds(pid: number, own: boolean): number {
  // Behind the name, which may hold anything: state is the first of these, times are the 12th to the 15th.
  const times = textOf(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ').slice(11, 15).map(Number);
  return times.slice(own ? 0 : 2).reduce((sum, ticks) => sum + ticks, 0) / TICKS;
}

/** Highest memory of processes and all they start, by name, sampled; pages that a fork shares count in both. */
export class MemorySampler {
  /** Bytes, by `<what>/<program>`. */
  public readonly peaks: Record<string, number> = {};
  private readonly timer: NodeJS.Timeout;

  /** @param roots process id by what it is called in the results */
  constructor(private readonly roots: Record<string, number>) {
    this.timer = setInterval(() => this.sample(), EVERY_MS);
  }

  public stop(): void {
    clearInterval(this.timer);
  }

  private sample(): void {
    for (const [what, root] of Object.entries(this.roots)) {
      this.look(what, root);
    }
  }

  private look(what: string, pid: number): void {
    const resident = Number(textOf(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE;
    const name = `${what}/${nameOf(pid)}`;
    if (resident > 0) {
      this.peaks[name] = Math.max(this.peaks[name] ?? 0, resident);
    }
    childrenOf(pid).forEach((child) => this.look(what, child));
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
