import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadingArguments, LoadingServer, type Loaded } from './loading-server';

const SOCKET = 'server.sock';
/** What the address of a Unix socket may be long on every system. */
const LONGEST_SOCKET = 103;
const LOG_LINES = 5;

/** Family and version of a server program. @throws Error that names it when it does not run here */
export async function programVersion(program: string): Promise<{ family: string; version: string }> {
  const { stdout } = await promisify(execFile)(program, ['--version']).catch((failure: Error) => {
    throw new Error(`${program} does not run here: ${failure.message.trim()}`);
  });
  const version = /v=(\S+)/.exec(stdout)?.[1];
  if (version === undefined) {
    throw new Error(`${program} is no Redis or Valkey server: it calls itself "${stdout.trim().slice(0, 80)}"`);
  }
  return { family: /valkey/i.test(stdout) ? 'valkey' : 'redis', version };
}

/** A server that nobody else can reach: it listens on a socket in a folder of its own. */
export class ScratchServer {
  private readonly process: ChildProcess;
  private readonly exited: Promise<unknown>;
  private readonly loading: LoadingServer;
  private readonly killNow = (): void => { this.process.kill('SIGKILL'); };
  private log: string[] = [];

  /** @param directory empty but for `data`, which holds append-only files; the caller removes it after `stop` */
  constructor(program: string, directory: string, databases: number) {
    const socket = join(directory, SOCKET);
    if (socket.length > LONGEST_SOCKET) {
      throw new Error(`${directory} is too long a path for a socket: set TMPDIR to a folder with a shorter one`);
    }
    this.process = spawn(program, loadingArguments(socket, join(directory, 'data'), databases), { stdio: ['ignore', 'pipe', 'pipe'] });
    this.exited = once(this.process, 'exit').catch((failure: Error) => { this.log.push(failure.message); });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.keep(text));
    }
    // Also when this process is told to end while it waits.
    process.once('exit', this.killNow);
    this.loading = new LoadingServer({ name: program, socket, hasEnded: () => this.ended, lastLines: () => this.log });
  }

  /** Process id, undefined when it could not be started. */
  public get pid(): number | undefined {
    return this.process.pid;
  }

  /**
   * Waits until all of its data is loaded.
   *
   * @param progress told the share that has been loaded, from 0 to 1
   * @throws LoadFailed with the last lines of its log
   */
  public async loaded(progress?: (share: number) => void, signal?: AbortSignal): Promise<Loaded> {
    return this.loading.loaded(progress, signal);
  }

  /** Ends it, whatever it is doing. */
  public async stop(): Promise<void> {
    this.loading.close();
    if (!this.ended && this.pid !== undefined) {
      this.process.kill('SIGKILL');
      await this.exited;
    }
    process.removeListener('exit', this.killNow);
  }

  private get ended(): boolean {
    return this.pid === undefined || this.process.exitCode !== null || this.process.signalCode !== null;
  }

  private keep(text: string): void {
    this.log = [...this.log, ...text.split('\n').map((line) => line.trim()).filter(Boolean)].slice(-LOG_LINES);
  }
}
