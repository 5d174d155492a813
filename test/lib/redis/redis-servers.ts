import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisLink, type LinkTls } from '../../../lib/redis';
import { endsWithTest } from '../../ends-with-test';

/** A real redis-server of a test. */
export interface TestServer {
  readonly host: string;
  readonly port: number;
  /** Its working folder: what it writes to disk is there. */
  readonly directory: string;
  readonly process: ChildProcess;
  call(command: string, ...args: (string | number)[]): Promise<unknown>;
}

export interface StartOptions {
  /** Path or name of the program. @default 'redis-server' */
  readonly program?: string;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: LinkTls;
}

/** Real servers on free ports, each in a folder of its own; `close` ends all of them whatever happened. */
export class RedisServers {
  public readonly directory = mkdtempSync(join(tmpdir(), 'redis-ha-servers-'));
  private readonly children: ChildProcess[] = [];
  private readonly links: RedisLink[] = [];

  /** Starts one that saves nothing by itself and waits until it answers. */
  public async start(args: string[] = [], options: StartOptions = {}): Promise<TestServer> {
    const { directory, port } = await this.place();
    const listen = options.tls ? ['--port', '0', '--tls-port', String(port)] : ['--port', String(port)];
    return this.run(options.program ?? 'redis-server', [
      ...listen, '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--repl-diskless-sync-delay', '0', ...args,
    ], port, directory, options);
  }

  /** Starts a Sentinel, the only one, that watches a primary under the name `primary` and never fails over. */
  public async sentinel(of: TestServer, lines: string[] = [], { tls }: Pick<StartOptions, 'tls'> = {}): Promise<TestServer> {
    const { directory, port } = await this.place();
    const file = join(directory, 'sentinel.conf');
    writeFileSync(file, [
      ...(tls ? ['port 0', `tls-port ${port}`] : [`port ${port}`]), 'bind 127.0.0.1', `dir ${directory}`, ...lines,
      `sentinel monitor primary ${of.host} ${of.port} 2`, '',
    ].join('\n'));
    return this.run('redis-server', [file, '--sentinel'], port, directory, { tls });
  }

  /** Starts a replica and waits until it has caught up. */
  public async replica(of: TestServer, args: string[] = [], options: StartOptions = {}): Promise<TestServer> {
    const server = await this.start(['--replicaof', `${of.host} ${of.port}`, ...args], options);
    await eventually(async () => /master_link_status:up/.test(String(await server.call('INFO', 'replication'))));
    return server;
  }

  private async place(): Promise<{ directory: string; port: number }> {
    const port = await freePort();
    const directory = join(this.directory, String(port));
    mkdirSync(directory);
    return { directory, port };
  }

  private async run(
    program: string, args: string[], port: number, directory: string, { username, password, tls }: StartOptions,
  ): Promise<TestServer> {
    const child = spawn(...endsWithTest(program, args), { stdio: ['ignore', 'pipe', 'pipe'] });
    this.children.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part: Buffer) => { output += part.toString(); });
    }
    const link = new RedisLink({ host: '127.0.0.1', port, username, password, tls, timeoutMs: 10_000 });
    this.links.push(link);
    let failure: unknown;
    for (let tries = 0; tries < 200 && child.exitCode === null; tries += 1) {
      try {
        await link.call('PING');
        return { host: '127.0.0.1', port, directory, process: child, call: (command, ...words) => link.call(command, ...words) };
      } catch (cause) {
        failure = cause;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    }
    throw new Error(`${program} ${args.join(' ')} did not start (${String(failure)}):\n${output}`);
  }

  public async kill(server: TestServer, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await end(server.process, signal);
  }

  public async close(): Promise<void> {
    this.links.forEach((link) => link.close());
    await Promise.all(this.children.map((child) => end(child, 'SIGKILL')));
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Processes a server has forked, for example the one that writes a snapshot. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((candidate) => {
    try {
      return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${candidate}/status`, 'utf8'))?.[1]) === pid;
    } catch {
      return false;
    }
  });
}

/** Waits until it is so. */
export async function eventually(so: () => Promise<boolean> | boolean, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!await so()) {
    if (Date.now() > deadline) {
      throw new Error(`not so within ${timeoutMs} ms: ${so.toString()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** One that nothing listens on, below those the system hands out by itself. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) {
      return port;
    }
  }
}

/** Ends when the process is gone, which a stopped one is only once it is continued or killed. */
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => { child.once('exit', resolve); });
    child.kill(signal);
    await gone;
  }
}
