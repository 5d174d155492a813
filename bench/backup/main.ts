/**
 * Backups of a primary and its replica under write load: the usual script, our command, and the raw stream, in turns.
 *
 *   npm run -s bench:backup -- [--bytes 1g] [--times 3] [--rate 2000] [--rdbcompression yes|no]
 *     [--only seed,raw,ours-gzip] [--zstd-node <path of a Node.js that can write zstd>]
 *     [--directory <folder on the disk to measure>] [--out bench/results/backup]
 *
 * Leaves <out>/results.json, a table for people, <out>/results.md, and <out>/results.svg. Exit code 1: a goal was missed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

import { bytesOf, wholeOf } from '../numbers';
import { fill, WriteLoad } from './data';
import { killed, measured, type KilledRun, type Run } from './measured';
import { methods, type Method } from './methods';
import { info, quiet, slowSnapshots, startPair, type ServerPair } from './server-pair';
import { goalsOf, resultsPage, resultsPlot, type Results } from './summary';

const { values } = parseArgs({
  options: {
    bytes: { type: 'string', default: '1g' },
    times: { type: 'string', default: '3' },
    rate: { type: 'string', default: '2000' },
    rdbcompression: { type: 'string', default: 'yes' },
    only: { type: 'string' },
    'zstd-node': { type: 'string' },
    directory: { type: 'string', default: tmpdir() },
    out: { type: 'string', default: 'bench/results/backup' },
  },
});

/** So long a snapshot has run before it is killed. */
const KILL_AFTER_MS = 1000;

async function main(): Promise<void> {
  const bytes = bytesOf(values.bytes);
  const times = wholeOf('--times', values.times);
  const rate = wholeOf('--rate', values.rate);
  const folder = mkdtempSync(join(values.directory, 'redis-ha-bench-'));
  const loadAverage = loadavg()[0]!;
  let pair: ServerPair | undefined;
  try {
    const chosen = await chosenMethods(folder);
    say(`two servers in ${folder}`);
    pair = await startPair(folder, values.rdbcompression !== 'no');
    leaveNothing(folder);
    const keys = await filled(pair, bytes);
    const load = new WriteLoad(pair.primary.port, keys, rate);
    try {
      const runs = await runsOf(chosen, pair, folder, load, times);
      const memory = await info(pair.primary, 'memory');
      const server = await info(pair.primary, 'server');
      report({
        command: commandLine(),
        machine: `${cpus().length} cores, Node.js ${process.version}`,
        engine: `Redis ${server.redis_version}`,
        keys, valueBytes: bytes, usedMemory: Number(memory.used_memory), rdbCompression: values.rdbcompression !== 'no', rate, loadAverage,
        titles: Object.fromEntries(chosen.map(({ id, title }) => [id, title])),
        runs,
        killed: await killedOf(chosen, pair, folder, keys),
      });
    } finally {
      load.stop();
    }
  } finally {
    await pair?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An interrupted run leaves neither servers, which end with this process, nor gigabytes. */
function leaveNothing(folder: string): void {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => process.exit(130));
  }
}

/** The command line in one file, as it is started where it is installed and not where it is developed. */
async function chosenMethods(folder: string): Promise<Method[]> {
  const outfile = join(folder, 'redis-ha.js');
  await build({
    entryPoints: [join(__dirname, '../../bin/redis-ha.ts')], outfile, bundle: true, platform: 'node', target: 'node20',
    external: ['@aws-sdk/*', 'redis'], logLevel: 'error',
  });
  const zstd = values['zstd-node'] === undefined ? undefined : [values['zstd-node'], outfile];
  const all = methods([process.execPath, outfile], zstd);
  const wanted = values.only?.split(',');
  const unknown = wanted?.filter((id) => !all.some((method) => method.id === id)) ?? [];
  if (unknown.length > 0) {
    throw new Error(`--only: no method ${unknown.join(', ')}; use some of ${all.map(({ id }) => id).join(',')}`);
  }
  return all.filter(({ id }) => wanted === undefined || wanted.includes(id));
}

async function filled(pair: ServerPair, bytes: number): Promise<number> {
  let told = 0;
  const keys = await fill(pair.primary.port, bytes, (share) => {
    if (share >= told + 0.1) {
      told = share;
      say(`${Math.round(share * 100)} % of the data written`);
    }
  });
  await quiet(pair);
  return keys;
}

/** One of each, then the next round, so that whatever the machine does meanwhile meets all of them. */
async function runsOf(chosen: Method[], pair: ServerPair, folder: string, load: WriteLoad, times: number): Promise<Run[]> {
  const runs: Run[] = [];
  for (let round = 1; round <= times; round += 1) {
    for (const method of chosen) {
      const run = await measured(method, pair, folder, load);
      runs.push(run);
      say(`${round}/${times} ${method.title}: ${run.seconds.toFixed(2)} s, ${(run.stored / 1e6).toFixed(0)} MB stored`);
    }
  }
  return runs;
}

async function killedOf(chosen: Method[], pair: ServerPair, folder: string, keys: number): Promise<KilledRun[]> {
  const results: KilledRun[] = [];
  await slowSnapshots(pair, keys);
  for (const method of chosen) {
    const result = await killed(method, pair, folder, KILL_AFTER_MS);
    results.push(result);
    say(`killed in the middle, ${method.title}: ${result.detected ? 'noticed' : 'not noticed'}, left ${result.leftBehind.join(', ') || 'nothing'}`);
  }
  return results;
}

function report(results: Results): void {
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, 'results.json'), `${JSON.stringify(results, undefined, 1)}\n`);
  writeFileSync(join(values.out, 'results.svg'), resultsPlot(results));
  const page = resultsPage(results);
  writeFileSync(join(values.out, 'results.md'), page);
  process.stdout.write(page);
  process.exitCode = goalsOf(results).every(({ met }) => met) ? 0 : 1;
}

/** As it was typed, but for places that only this machine has. */
function commandLine(): string {
  const words = process.argv.slice(2).map((word, at, all) => (/^--(zstd-node|directory|out)$/.test(all[at - 1] ?? '') ? '...' : word));
  return `npm run -s bench:backup -- ${words.join(' ')}`.trim();
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

main().catch((failure: unknown) => {
  say(`bench:backup: ${failure instanceof Error ? failure.message : String(failure)}`);
  process.exitCode = 2;
});
