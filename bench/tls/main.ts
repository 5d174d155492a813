/**
 * What TLS costs: throughput and latency of SET, and a replica's full synchronisation, at the primaries of two Sentinel
 * deployments that differ in nothing but their transport, in turns.
 *
 *   npm run -s bench:tls -- [--times 7] [--sets 100000] [--bytes 100m] [--out bench/results/tls]
 *
 * Leaves <out>/results.json and a table for people, <out>/results.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { incompressible, preload } from '../../lib/drill/preload';
import { targetOf } from '../../lib/drill/target';
import { startLab, type Lab } from '../../lib/lab';
import { Transport } from '../../lib/model';
import { withTransport } from '../../lib/plan';
import { deployment } from '../deployments';
import { bytesOf, wholeOf } from '../numbers';
import { measured, serverVersion, type Round } from './measured';
import { resultsPage, type Results } from './page';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '7' },
    sets: { type: 'string', default: '100000' },
    bytes: { type: 'string', default: '100m' },
    out: { type: 'string', default: 'bench/results/tls' },
  },
});
const FORMATION_MS = 120_000;

async function main(): Promise<void> {
  const [times, sets] = [wholeOf('--times', values.times), wholeOf('--sets', values.sets)];
  const bytes = bytesOf(values.bytes);
  const loadAverage = loadavg()[0]!;
  const plan = deployment('sentinel', 'redis-7.0', { rpoSeconds: 5, rtoSeconds: 15 });
  const labs: Lab[] = [];
  try {
    for (const transport of [Transport.PLAINTEXT, Transport.TLS]) {
      say(`a deployment over ${transport}`);
      const lab = await startLab(withTransport(plan, transport));
      labs.push(lab);
      await lab.healthy(FORMATION_MS);
      await preload(targetOf(lab), bytes, incompressible);
      await lab.healthy(FORMATION_MS);
    }
    const rounds: Results['rounds'] = [];
    for (let round = 0; round < times; round += 1) {
      rounds.push(await inTurns(labs[0]!, labs[1]!, sets, round % 2 === 1));
      say(`round ${round + 1} of ${times}`);
    }
    report({
      command: `npm run -s bench:tls -- ${process.argv.slice(2).map((word, at, all) => (all[at - 1] === '--out' ? '...' : word)).join(' ')}`.trim(),
      machine: `${cpus().length} cores, Node.js ${process.version}`,
      engine: `Redis ${await serverVersion(labs[1]!)}`,
      loadAverage, bytes, sets, rounds,
    });
  } finally {
    await Promise.all(labs.map((lab) => lab.down()));
  }
}

async function inTurns(first: Lab, second: Lab, sets: number, reversed: boolean): Promise<{ plaintext: Round; tls: Round }> {
  if (reversed) {
    const tls = await measured(second, sets);
    return { plaintext: await measured(first, sets), tls };
  }
  return { plaintext: await measured(first, sets), tls: await measured(second, sets) };
}

function report(results: Results): void {
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, 'results.json'), `${JSON.stringify(results, undefined, 1)}\n`);
  const page = resultsPage(results);
  writeFileSync(join(values.out, 'results.md'), page);
  process.stdout.write(page);
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

main().catch((failure: unknown) => {
  say(`bench:tls: ${failure instanceof Error ? failure.message : String(failure)}`);
  process.exitCode = 2;
});
