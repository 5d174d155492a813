import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { RedisLink } from '../../lib/redis';

/** One of the two servers. */
export interface BenchServer {
  readonly port: number;
  readonly directory: string;
  readonly process: ChildProcess;
  readonly link: RedisLink;
}

export interface ServerPair {
  readonly primary: BenchServer;
  readonly replica: BenchServer;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** Each takes some 60 microseconds. */
const PAUSES = 80_000;
const PATIENCE_MS = 600_000;

/**
 * A primary and its replica as a plan configures them: append-only file, full copies without a disk in between. The
 * append-only file is not rewritten by itself, so that every run meets the same servers.
 */
export async function startPair(directory: string, rdbCompression: boolean): Promise<ServerPair> {
  const primary = await start(join(directory, 'primary'), rdbCompression);
  try {
    const replica = await start(join(directory, 'replica'), rdbCompression, ['--replicaof', `${HOST} ${primary.port}`]);
    return {
      primary, replica,
      close: async () => { await Promise.all([primary, replica].map(stop)); },
    };
  } catch (failure) {
    await stop(primary);
    throw failure;
  }
}

/** Waits until the replica has all that the primary has, and neither has anything else to do. */
export async function quiet({ primary, replica }: ServerPair): Promise<void> {
  await eventually('the replica to follow and both to be idle', async () => {
    const [said, state] = [await info(replica, 'replication'), await Promise.all([primary, replica].map((one) => info(one, 'persistence')))];
    return said.master_link_status === 'up' && state.every((one) =>
      one.rdb_bgsave_in_progress === '0' && one.aof_rewrite_in_progress === '0' && one.aof_rewrite_scheduled === '0');
  });
}

/** A short pause of the server's own every so many keys: few or many, a snapshot lasts some seconds and has a middle. */
export async function slowSnapshots({ primary, replica }: ServerPair, keys: number): Promise<void> {
  for (const server of [primary, replica]) {
    await server.link.call('CONFIG', 'SET', 'rdb-key-save-delay', String(-Math.max(1, Math.round(keys / PAUSES))));
  }
}

export async function info(server: BenchServer, section: string): Promise<Record<string, string>> {
  const text = String(await server.link.call('INFO', section));
  return Object.fromEntries(text.split('\r\n').filter((line) => line.includes(':')).map((line) => line.split(':', 2) as [string, string]));
}

export async function eventually(what: string, done: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!await done()) {
    if (Date.now() > deadline) {
      throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function start(directory: string, rdbCompression: boolean, args: string[] = []): Promise<BenchServer> {
  mkdirSync(directory, { recursive: true });
  const port = await freePort();
  const child = spawn('redis-server', [
    '--port', String(port), '--bind', HOST, '--dir', directory, '--save', '', '--appendonly', 'yes', '--aof-timestamp-enabled', 'yes',
    '--auto-aof-rewrite-percentage', '0', '--repl-diskless-sync', 'yes', '--repl-diskless-sync-delay', '1', '--repl-backlog-size', '256mb',
    '--client-output-buffer-limit', 'replica 0 0 0', '--rdbcompression', rdbCompression ? 'yes' : 'no', ...args,
  ], { stdio: 'ignore' });
  const reap = (): void => { child.kill('SIGKILL'); };
  process.once('exit', reap);
  child.once('exit', () => process.removeListener('exit', reap));
  const link = new RedisLink({ host: HOST, port, timeoutMs: 60_000 });
  const server = { port, directory, process: child, link };
  try {
    await eventually('a server to answer', () => link.call('PING').then(() => true, () => false));
    return server;
  } catch (failure) {
    await stop(server);
    throw failure;
  }
}

async function stop({ process: child, link }: BenchServer): Promise<void> {
  link.close();
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
}

/** Below the ports that connections leave from. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen(port, HOST, () => server.close(() => resolve(true)));
    });
    if (free) {
      return port;
    }
  }
}
