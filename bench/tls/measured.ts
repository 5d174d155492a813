import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { CERTIFICATE_FILES } from '../../lib/certificates';
import type { Lab, LabNode } from '../../lib/lab';
import { UserName } from '../../lib/model';
import { connectionTls } from '../../lib/plan';
import { parseInfo, RedisLink } from '../../lib/redis';

/** What one round measured of one deployment. */
export interface Round {
  /** SET a second by fifty clients, each of which waits for its answer. */
  readonly setsPerSecond: number;
  /** Milliseconds from a SET to its answer: the middle, and what one of a hundred exceeds. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of a replica that begins with nothing: from the first byte of the snapshot until it has everything. */
  readonly fullSyncSeconds: number;
}

const run = promisify(execFile);
const CLIENTS = 50;
const VALUE_BYTES = 256;
const SYNC_MS = 120_000;

/** Measures the primary of a running deployment. */
export async function measured(lab: Lab, sets: number): Promise<Round> {
  const primary = lab.node((await lab.primary())!);
  const folder = mkdtempSync(join(tmpdir(), 'redis-ha-bench-tls-'));
  try {
    for (const part of ['ca', 'cert', 'key'] as const) {
      writeFileSync(join(folder, CERTIFICATE_FILES[part]), lab.certificates?.[part] ?? '', { mode: 0o600 });
    }
    return { ...await throughput(lab, primary, folder, sets), fullSyncSeconds: await fullSync(lab, primary, folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function throughput(lab: Lab, { host }: LabNode, folder: string, sets: number): Promise<Omit<Round, 'fullSyncSeconds'>> {
  const { ports, tls } = lab.plan;
  const { stdout } = await run('redis-benchmark', [
    '-h', host, '-p', String(ports.redis), '--user', UserName.APP, '-a', lab.secret(UserName.APP), '--csv', '-t', 'set',
    '-n', String(sets), '-c', String(CLIENTS), '-d', String(VALUE_BYTES), '-r', '100000',
    ...(tls === undefined ? [] : ['--tls', '--cacert', join(folder, CERTIFICATE_FILES.ca), '--sni', tls.serverName]),
  ]);
  const [names, values] = ['"test"', '"SET"'].map((begin) =>
    stdout.split('\n').find((line) => line.startsWith(begin))?.split(',').map((cell) => cell.replace(/"/g, '')) ?? []);
  const value = (name: string): number => Number(values![names!.indexOf(name)]);
  return { setsPerSecond: value('rps'), p50Ms: value('p50_latency_ms'), p99Ms: value('p99_latency_ms') };
}

/** Starts a replica that Sentinels are not told of, and takes it away again. */
async function fullSync(lab: Lab, primary: LabNode, folder: string): Promise<number> {
  const { ports } = lab.plan;
  const port = 12_000 + Math.floor(Math.random() * 20_000);
  const at = (part: keyof typeof CERTIFICATE_FILES): string => join(folder, CERTIFICATE_FILES[part]);
  const child = spawn('redis-server', [
    '--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', '--replicaof', `${primary.host} ${ports.redis}`,
    '--masteruser', UserName.REPLICATION, '--masterauth', lab.secret(UserName.REPLICATION), '--replica-announced', 'no', '--replica-priority', '0',
    ...(lab.plan.tls === undefined ? [] : [
      '--tls-replication', 'yes', '--tls-ca-cert-file', at('ca'), '--tls-cert-file', at('cert'), '--tls-key-file', at('key'),
    ]),
  ], { stdio: 'ignore' });
  const ended = new Promise((resolve) => { child.once('exit', resolve); });
  const link = new RedisLink({ host: '127.0.0.1', port, timeoutMs: 5000 });
  try {
    const deadline = performance.now() + SYNC_MS;
    let began: number | undefined;
    while (performance.now() < deadline) {
      const info = parseInfo(String(await link.call('INFO', 'replication').catch(() => '')));
      began ??= Number(info.master_sync_read_bytes ?? 0) > 0 ? performance.now() : undefined;
      if (info.master_link_status === 'up' && began !== undefined) {
        return (performance.now() - began) / 1000;
      }
      await new Promise((resolve) => { setTimeout(resolve, 2); });
    }
    throw new Error(`a replica was not in step within ${SYNC_MS / 1000} s`);
  } finally {
    link.close();
    child.kill('SIGKILL');
    await ended;
  }
}

/** Version of the server that a deployment runs. */
export async function serverVersion(lab: Lab): Promise<string> {
  const { host } = lab.node((await lab.primary())!);
  const link = new RedisLink({
    host, port: lab.plan.ports.redis, username: UserName.MONITOR, password: lab.secret(UserName.MONITOR), timeoutMs: 5000,
    tls: connectionTls(lab.plan, lab.certificates),
  });
  try {
    return parseInfo(String(await link.call('INFO', 'server'))).redis_version ?? '';
  } finally {
    link.close();
  }
}
