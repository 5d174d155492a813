/**
 * Runs every scenario many times with random seeds and writes what was measured:
 *
 *   npm run bench:drills -- [--times 20] [--only kill-primary,handover] [--rate 600] [--jobs 1] [--out bench/results]
 *
 * Leaves <out>/drills.json (a line per run is enough to repeat it: scenario and seed) and <out>/drills.md.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runDrill } from '../lib/drill/run';
import type { DrillResult } from '../lib/drill/result';
import { SCENARIOS } from '../lib/drill/scenarios';
import { startLab } from '../lib/lab';
import { Engine, Topology } from '../lib/model';
import { plan } from '../lib/plan';
import { summaryTable, type Run } from './summary';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '20' },
    only: { type: 'string' },
    rate: { type: 'string', default: '600' },
    jobs: { type: 'string', default: '1' },
    out: { type: 'string', default: 'bench/results' },
    rto: { type: 'string', default: '5' },
    rpo: { type: 'string', default: '5' },
    append: { type: 'boolean', default: false },
  },
});

const deployment = plan({
  name: 'bench', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), failureDomains: 3,
  objectives: { rpoSeconds: Number(values.rpo), rtoSeconds: Number(values.rto) },
});

function record(result: DrillResult): Run {
  const { scenario, seed, verdict, reasons, measured, rate } = result;
  return { scenario, seed, verdict, reasons, rate, measured };
}

async function main(): Promise<void> {
  const names = values.only?.split(',') ?? SCENARIOS.map((scenario) => scenario.name);
  const queue = names.flatMap((name) => Array.from({ length: Number(values.times) }, () => name));
  const raw = join(values.out, 'drills.jsonl');
  mkdirSync(values.out, { recursive: true });
  if (!values.append) {
    rmSync(raw, { force: true });
  }
  const work = async (): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const seed = Math.floor(Math.random() * 2 ** 31);
      let run: Run;
      try {
        run = record(await runDrill(name, deployment, { startLab, seed, rate: Number(values.rate) }));
      } catch (failure) {
        run = { scenario: name, seed, verdict: 'fail', reasons: [String(failure)], rate: Number(values.rate) };
      }
      appendFileSync(raw, `${JSON.stringify(run)}\n`);
      process.stderr.write(`${run.verdict} ${name} seed ${seed} rto ${run.measured?.rtoMs ?? '-'} ms, lost ${run.measured?.lostWrites ?? '-'}`
        + ` ${run.reasons.join('; ')} (${queue.length} left)\n`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
  const runs = readFileSync(raw, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Run);
  const server = execFileSync('redis-server', ['--version'], { encoding: 'utf8' }).split(' ').slice(0, 3).join(' ');
  writeFileSync(join(values.out, 'drills.md'), summaryTable(runs, {
    command: `npm run bench:drills -- ${process.argv.slice(2).join(' ')}`.trim(),
    machine: `${cpus().length} cores, Node.js ${process.version}, ${server}`,
    objectives: deployment.objectives,
  }));
  process.stdout.write(readFileSync(join(values.out, 'drills.md'), 'utf8'));
  process.exit(runs.every((run) => run.verdict === 'pass') && existsSync(raw) ? 0 : 1);
}

void main();
