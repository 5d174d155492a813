import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface SupervisedOptions {
  /** Words of the command. */
  readonly command: string[];
  /** Environment of the first start only; faults are meant to strike once. */
  readonly env?: Record<string, string>;
  readonly logFile: string;
  /** Runs before every start, as systemd's ExecStartPre does. */
  readonly before?: () => Promise<void>;
  /** Wait before a restart, in milliseconds; absent for what runs once. */
  readonly restartDelayMs?: number;
  /** Each line of standard output. */
  readonly onLine?: (line: string) => void;
  readonly onExit: (how: string) => void;
}

/** One process, restarted when it dies by itself: what systemd does on a node. */
export class Supervised {
  private child?: ChildProcess;
  private wanted = false;
  private timer?: NodeJS.Timeout;
  private log?: WriteStream;
  private exited: Promise<string> = Promise.resolve('never started');
  private starts = 0;

  constructor(private readonly options: SupervisedOptions) {}

  public get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts it and keeps it running; resolves when it has been spawned. */
  public async start(): Promise<void> {
    this.wanted = true;
    clearTimeout(this.timer);
    await this.options.before?.();
    if (!this.wanted || this.child) {
      return;
    }
    // Whatever happens to this supervisor, its processes end with it.
    const [program, ...args] = ['setpriv', '--pdeathsig', 'KILL', '--', ...this.options.command];
    this.starts += 1;
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(this.starts === 1 ? this.options.env : {}) },
    });
    this.child = child;
    this.keepLog(child);
    this.exited = new Promise((resolve) => {
      const ended = (how: string): void => {
        if (this.child === child) {
          this.child = undefined;
          this.options.onExit(how);
          this.scheduleRestart();
        }
        resolve(how);
      };
      child.once('exit', (code, signal) => {
        // A child of its own, Redis saving for example, may hold on to the pipes; nobody waits for it.
        (child.stdout as Socket).unref();
        (child.stderr as Socket).unref();
        ended(signal ?? `exit ${code}`);
      });
      child.once('error', (failure) => ended(failure.message));
    });
  }

  /**
   * Runs it and waits for its end; for what has no restart delay.
   *
   * @throws Error when it ends badly; its log file says why
   */
  public async once(): Promise<void> {
    await this.start();
    const how = await this.exited;
    if (how !== 'exit 0') {
      throw new Error(`${this.options.command.join(' ')}: ${how}; see ${this.options.logFile}`);
    }
  }

  public signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Ends it for good: the signal first, kill -9 when that is not enough in time. */
  public async end(signal: NodeJS.Signals, patienceMs: number): Promise<void> {
    this.wanted = false;
    clearTimeout(this.timer);
    const child = this.child;
    if (!child) {
      return;
    }
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await this.exited;
    clearTimeout(timer);
  }

  private keepLog(child: ChildProcess): void {
    if (!this.log) {
      this.log = createWriteStream(this.options.logFile, { flags: 'a' });
      // A folder that somebody removed costs the log, not the lab.
      this.log.on('error', () => undefined);
    }
    const log = this.log;
    child.stderr!.pipe(log, { end: false });
    createInterface({ input: child.stdout! }).on('line', (line) => {
      log.write(`${line}\n`);
      this.options.onLine?.(line);
    });
    child.once('close', () => {
      if (!this.child && this.log === log) {
        this.log = undefined;
        log.end();
      }
    });
  }

  private scheduleRestart(): void {
    const { restartDelayMs } = this.options;
    if (!this.wanted || restartDelayMs === undefined) {
      return;
    }
    this.timer = setTimeout(() => {
      void this.start().catch((failure: unknown) => {
        if (this.wanted) {
          this.options.onExit(failure instanceof Error ? failure.message : String(failure));
          this.scheduleRestart();
        }
      });
    }, restartDelayMs);
  }
}
