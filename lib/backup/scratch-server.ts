import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import Redis from 'ioredis';
import { parseInfo, parsePairs } from '../redis';

/** What a server holds once it has loaded its data. */
export interface Loaded {
  /** Keys by database, expired ones included. */
  readonly keys: Record<string, number>;
  readonly expires: number;
  readonly functions: string[];
}

/** It ended, or stopped getting further, before its data was loaded. */
export class LoadFailed extends Error {}

const SOCKET = 'server.sock';
/** What the address of a Unix socket may be long on every system. */
const LONGEST_SOCKET = 103;
const POLL_MS = 100;
const REPLY_MS = 10_000;
/** So long without a byte more of the data, and it is not slow but stuck. */
const STUCK_MS = 120_000;
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

/**
 * A server that nobody else can reach: it listens on a socket in a folder of its own. It is the replica of nobody, so that keys
 * which have expired stay and can be counted.
 */
export class ScratchServer {
  private readonly process: ChildProcess;
  private readonly exited: Promise<unknown>;
  private readonly client: Redis;
  private readonly killNow = (): void => { this.process.kill('SIGKILL'); };
  private log: string[] = [];

  /** @param directory empty but for `data`, which holds append-only files; the caller removes it after `stop` */
  constructor(private readonly program: string, directory: string, databases: number) {
    const socket = join(directory, SOCKET);
    if (socket.length > LONGEST_SOCKET) {
      throw new Error(`${directory} is too long a path for a socket: set TMPDIR to a folder with a shorter one`);
    }
    this.process = spawn(program, [
      '--port', '0', '--unixsocket', socket, '--unixsocketperm', '700', '--daemonize', 'no',
      '--dir', join(directory, 'data'), '--databases', String(databases), '--save', '', '--appendonly', 'yes', '--appendfsync', 'no',
      '--auto-aof-rewrite-percentage', '0', '--aof-load-truncated', 'no',
      // Nobody listens there; a primary would delete what has expired.
      '--replicaof', '127.0.0.1', '1', '--replica-serve-stale-data', 'yes',
    ], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.exited = once(this.process, 'exit').catch((failure: Error) => { this.log.push(failure.message); });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.keep(text));
    }
    // Also when this process is told to end while it waits.
    process.once('exit', this.killNow);
    this.client = new Redis({
      path: socket, lazyConnect: true, protocol: 2, enableReadyCheck: false, enableOfflineQueue: false, maxRetriesPerRequest: 0,
      commandTimeout: REPLY_MS, connectTimeout: REPLY_MS, disconnectTimeout: 0, disableClientInfo: true, retryStrategy: null,
    });
    this.client.on('error', () => undefined);
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
  public async loaded(progress: (share: number) => void = () => undefined, signal?: AbortSignal): Promise<Loaded> {
    let share = -1;
    let since = Date.now();
    for (;;) {
      signal?.throwIfAborted();
      const info = await this.info('persistence');
      if (info?.loading === '0') {
        return await this.contents();
      }
      const now = Number(info?.loading_loaded_bytes ?? 0) / Math.max(1, Number(info?.loading_total_bytes ?? 1));
      if (now > share) {
        share = now;
        since = Date.now();
        progress(Math.min(1, share));
      }
      if (this.ended) {
        throw new LoadFailed(`${this.program} does not load it: ${this.lastWords()}`);
      }
      if (Date.now() - since > STUCK_MS) {
        throw new LoadFailed(`${this.program} got no further with loading it for ${STUCK_MS / 1000} s: ${this.lastWords()}`);
      }
      await sleep(POLL_MS);
    }
  }

  /** Ends it, whatever it is doing. */
  public async stop(): Promise<void> {
    this.client.disconnect();
    if (!this.ended && this.pid !== undefined) {
      this.process.kill('SIGKILL');
      await this.exited;
    }
    process.removeListener('exit', this.killNow);
  }

  private get ended(): boolean {
    return this.pid === undefined || this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** Undefined while it does not answer: it has not opened its socket yet, or is busy loading. */
  private async info(section: string): Promise<Record<string, string> | undefined> {
    try {
      if (this.client.status !== 'ready') {
        await this.client.connect();
      }
      return parseInfo(await this.client.info(section));
    } catch {
      return undefined;
    }
  }

  private async contents(): Promise<Loaded> {
    const fields = Object.entries(parseInfo(await this.client.info('keyspace')))
      .flatMap(([name, value]) => (/^db\d+$/.test(name) ? [[name.slice(2), value] as const] : []));
    const number = (value: string, field: string): number => Number(new RegExp(`\\b${field}=(\\d+)`).exec(value)?.[1] ?? 0);
    const libraries = await this.client.call('FUNCTION', 'LIST') as unknown[];
    return {
      keys: Object.fromEntries(fields.map(([database, value]) => [database, number(value, 'keys')])),
      expires: fields.reduce((sum, [, value]) => sum + number(value, 'expires'), 0),
      functions: libraries.map((library) => parsePairs(library).library_name ?? '?'),
    };
  }

  private keep(text: string): void {
    this.log = [...this.log, ...text.split('\n').map((line) => line.trim()).filter(Boolean)].slice(-LOG_LINES);
  }

  private lastWords(): string {
    return this.log.length === 0 ? 'it said nothing' : `it said: ${this.log.join(' | ')}`;
  }
}
