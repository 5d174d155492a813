import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { WriteLoad } from './data';
import type { Method } from './methods';
import { childrenOf, MemorySampler, nameOf, processorSeconds, writtenBy } from './processes';
import { eventually, quiet, type ServerPair } from './server-pair';

/** What one run of one method came to. */
export interface Run {
  readonly method: string;
  readonly seconds: number;
  /** Of processors, the tool and what it started; says more than `seconds` on a machine that has other work. */
  readonly toolProcessor: number;
  /** The same of both servers and their children, the load included. */
  readonly serversProcessor: number;
  /** Bytes by `<what>/<program>`: `tool`, `primary`, `replica`. */
  readonly peakMemory: Record<string, number>;
  /** Bytes had written to this machine's disk by the tool and what it started, its place far away included. */
  readonly toolWrote: number;
  /** By both servers, their append-only files under load included. */
  readonly serversWrote: number;
  /** Bytes in the place far away. */
  readonly stored: number;
  /** Writes of the load meanwhile. */
  readonly writes: number;
}

/** What came of a run whose server's child process was killed in the middle. */
export interface KilledRun {
  readonly method: string;
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  /** What a backup would be taken for, afterwards. */
  readonly leftBehind: string[];
  /** Exit code of the method's own check of what is stored; absent where it has none or nothing is stored. */
  readonly check?: number;
  /** It said so: it did not end well, or its check does not. */
  readonly detected: boolean;
}

/** @param folder made and removed by this call, on the same disk as the servers */
export async function measured(method: Method, pair: ServerPair, folder: string, load: WriteLoad): Promise<Run> {
  await quiet(pair);
  const own = emptied(folder, method);
  const before = {
    tool: writtenBy(process.pid), servers: serversWrote(pair), writes: load.written,
    toolProcessor: processorSeconds(process.pid, false), serversProcessor: serversProcessor(pair),
  };
  const began = performance.now();
  const child = started(method, pair, own);
  const sampler = new MemorySampler({ tool: child.pid!, primary: pair.primary.process.pid!, replica: pair.replica.process.pid! });
  const output = outputOf(child);
  const code = await ended(child);
  const seconds = (performance.now() - began) / 1000;
  sampler.stop();
  if (code !== 0) {
    throw new Error(`${method.title} ended with ${code}: ${output().trim().slice(-500)}`);
  }
  // What a server's child did is the server's when the child has ended.
  await quiet(pair);
  const run: Run = {
    method: method.id, seconds, peakMemory: sampler.peaks,
    toolProcessor: processorSeconds(process.pid, false) - before.toolProcessor,
    serversProcessor: serversProcessor(pair) - before.serversProcessor,
    toolWrote: writtenBy(process.pid) - before.tool, serversWrote: serversWrote(pair) - before.servers,
    stored: filesIn(join(own, method.store)).reduce((sum, file) => sum + statSync(file).size, 0),
    writes: load.written - before.writes,
  };
  rmSync(own, { recursive: true });
  return run;
}

/** Kills the child process that makes the snapshot, as the kernel does when memory runs out, and sees who notices. */
export async function killed(method: Method, pair: ServerPair, folder: string, afterMs: number): Promise<KilledRun> {
  await quiet(pair);
  const own = emptied(folder, method);
  const child = started(method, pair, own);
  const finished = ended(child);
  const server = pair[method.source].process.pid!;
  let over = false;
  void finished.then(() => { over = true; });
  const snapshotOf = (): number | undefined => childrenOf(server).find((pid) => nameOf(pid).startsWith('redis-rdb'));
  await eventually('the child process that makes the snapshot', () => over || snapshotOf() !== undefined);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const victim = snapshotOf();
  if (over || victim === undefined) {
    throw new Error(`${method.title} was over after ${afterMs} ms, before anything could be killed: use more data`);
  }
  process.kill(victim, 'SIGKILL');
  const code = await finished;
  const left = filesIn(join(own, method.store)).filter((file) => !/\/(lease|\.)/.test(file));
  const check = left.length > 0 && method.check ? await ended(spawn0(method.check(own))) : undefined;
  rmSync(own, { recursive: true });
  return {
    method: method.id, exitCode: code ?? undefined, leftBehind: left.map((file) => file.slice(own.length + 1)),
    ...(check === undefined ? {} : { check: check ?? -1 }),
    detected: code !== 0 || (check !== undefined && check !== 0),
  };
}

function started(method: Method, pair: ServerPair, folder: string): ChildProcess {
  return spawn0(method.command(pair, folder), method.environment?.(pair, folder));
}

function spawn0([program, ...args]: string[], environment: Record<string, string> = {}): ChildProcess {
  return spawn(program!, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
}

function outputOf(child: ChildProcess): () => string {
  let text = '';
  const keep = (chunk: Buffer): void => { text = (text + chunk.toString()).slice(-20_000); };
  child.stdout!.on('data', keep);
  child.stderr!.on('data', keep);
  return () => text;
}

async function ended(child: ChildProcess): Promise<number | null> {
  child.stdout?.resume();
  child.stderr?.resume();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
}

function emptied(folder: string, method: Method): string {
  const own = mkdtempSync(join(folder, `${method.id}-`));
  mkdirSync(join(own, method.store));
  return own;
}

function serversWrote({ primary, replica }: ServerPair): number {
  return writtenBy(primary.process.pid!) + writtenBy(replica.process.pid!);
}

function serversProcessor({ primary, replica }: ServerPair): number {
  return processorSeconds(primary.process.pid!, true) + processorSeconds(replica.process.pid!, true);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
