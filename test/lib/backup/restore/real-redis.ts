import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { endsWithTest } from '../../../ends-with-test';

/** Real servers on data folders of their own; `close` ends all of them whatever happened. */
export class Bench {
  public readonly root = mkdtempSync(join(tmpdir(), 'redis-ha-restore-'));
  private readonly servers: RealRedis[] = [];

  public folder(name: string): string {
    return join(this.root, name);
  }

  /** Starts a server in that folder, with `appendonly yes` unless the options say otherwise. */
  public async start(folder: string, options: string[] = [], program = 'redis-server'): Promise<RealRedis> {
    await mkdir(folder, { recursive: true });
    const server = await RealRedis.start(folder, options, program);
    this.servers.push(server);
    return server;
  }

  public async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.kill()));
    rmSync(this.root, { recursive: true, force: true });
  }
}

export class RealRedis {
  public static async start(folder: string, options: string[], program: string): Promise<RealRedis> {
    const port = await freePort();
    const child = spawn(...endsWithTest(program, ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes', '--save', '',
      '--enable-debug-command', 'local', ...options]), { stdio: ['ignore', 'pipe', 'pipe'] });
    const server = new RealRedis(port, folder, child);
    await server.ready();
    return server;
  }

  public readonly redis: Redis;
  /** Everything the server has said. */
  public log = '';
  private readonly ended: Promise<void>;

  private constructor(public readonly port: number, public readonly folder: string, private readonly child: ChildProcess) {
    const failing = { lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0, disconnectTimeout: 0 };
    this.redis = new Redis({ port, protocol: 2, ...failing });
    this.redis.on('error', () => undefined);
    this.ended = new Promise((resolve) => { child.once('exit', () => resolve()); });
    const keep = (part: Buffer): void => { this.log += part.toString(); };
    child.stdout!.on('data', keep);
    child.stderr!.on('data', keep);
  }

  public get pid(): number {
    return this.child.pid!;
  }

  public call(...words: (string | number | Buffer)[]): Promise<unknown> {
    const [command, ...rest] = words;
    return this.redis.call(String(command), ...rest);
  }

  /** Ends it as an operator would; what it has is on disk then. */
  public async stop(): Promise<void> {
    await this.redis.call('SHUTDOWN').catch(() => undefined);
    await this.ended;
    this.redis.disconnect();
  }

  public async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await this.ended;
    }
    this.redis.disconnect();
  }

  private async ready(): Promise<void> {
    for (let tries = 0; tries < 400 && this.child.exitCode === null; tries += 1) {
      try {
        if (this.redis.status !== 'ready') {
          await this.redis.connect();
        }
        if (await this.redis.call('PING') === 'PONG') {
          return;
        }
      } catch {
        // Not listening yet, or loading.
      }
      await new Promise((resolve) => { setTimeout(resolve, 15); });
    }
    await this.kill();
    throw new Error(`the server on ${this.folder} did not start:\n${this.log}`);
  }
}

/** Below the ports that connections are made from, and low enough for a Cluster bus 10,000 above. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 10_000);
    if (await free(port) && await free(port + 10_000)) {
      return port;
    }
  }
}

function free(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
