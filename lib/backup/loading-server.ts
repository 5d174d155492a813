import { setTimeout as sleep } from 'node:timers/promises';
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

/** A server whose data is loaded to be looked at, whoever has started it. */
export interface LoadingProcess {
  /** For errors. */
  readonly name: string;
  /** Its socket. */
  readonly socket: string;
  hasEnded(): boolean | Promise<boolean>;
  /** The last lines of its log. */
  lastLines(): string[] | Promise<string[]>;
}

const POLL_MS = 100;
const REPLY_MS = 10_000;
/** So long without a byte more of the data, and it is not slow but stuck. */
const STUCK_MS = 120_000;
const DEFAULT_DATABASES = 16;

/**
 * Arguments of a server that nobody else can reach: it listens on a socket only. It is the replica of nobody, so that keys
 * which have expired stay and can be counted.
 *
 * @param directory that holds append-only files
 */
export function loadingArguments(socket: string, directory: string, databases: number): string[] {
  return [
    '--port', '0', '--unixsocket', socket, '--unixsocketperm', '700', '--daemonize', 'no',
    '--dir', directory, '--databases', String(databases), '--save', '', '--appendonly', 'yes', '--appendfsync', 'no',
    '--auto-aof-rewrite-percentage', '0', '--aof-load-truncated', 'no',
    // Nobody listens there; a primary would delete what has expired.
    '--replicaof', '127.0.0.1', '1', '--replica-serve-stale-data', 'yes',
  ];
}

/** How many databases a server needs for those keys. */
export function databasesFor(shards: readonly { readonly keys?: Record<string, number> }[], configured?: string): number {
  const used = shards.flatMap(({ keys = {} }) => Object.keys(keys).map((database) => Number(database) + 1));
  return Math.max(DEFAULT_DATABASES, Number(configured) || 0, ...used);
}

/** Looks at a server while it loads, and at what it holds then. */
export class LoadingServer {
  private readonly client: Redis;

  constructor(private readonly process: LoadingProcess) {
    this.client = new Redis({
      path: process.socket, lazyConnect: true, protocol: 2, enableReadyCheck: false, enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: REPLY_MS, connectTimeout: REPLY_MS, disconnectTimeout: 0, disableClientInfo: true, retryStrategy: null,
    });
    this.client.on('error', () => undefined);
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
      if (await this.process.hasEnded()) {
        throw new LoadFailed(`${this.process.name} does not load it: ${await this.lastWords()}`);
      }
      if (Date.now() - since > STUCK_MS) {
        throw new LoadFailed(`${this.process.name} got no further with loading it for ${STUCK_MS / 1000} s: ${await this.lastWords()}`);
      }
      await sleep(POLL_MS);
    }
  }

  /** Asks it to end, without writing anything; it may not be able to. */
  public async shutdown(): Promise<void> {
    // It answers by closing the connection.
    await this.client.call('SHUTDOWN', 'NOSAVE').catch(() => undefined);
  }

  public close(): void {
    this.client.disconnect();
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

  private async lastWords(): Promise<string> {
    const lines = await this.process.lastLines();
    return lines.length === 0 ? 'it said nothing' : `it said: ${lines.join(' | ')}`;
  }
}
