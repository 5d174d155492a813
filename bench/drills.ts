/**
 * Runs scenarios many times with random seeds and writes what was measured:
 *
 *   npm run bench:drills -- [--topology sentinel,replication,cluster] [--engine redis-7.0,redis-8.0,valkey-8.1]
 *     [--client ioredis,node-redis] [--through proxy] [--times 20] [--only kill-primary,handover] [--rate 600] [--jobs 1]
 *     [--rto 5] [--rpo 5] [--out bench/results] [--append]
 *
 * Leaves <out>/drills.jsonl (a line per run is enough to repeat it: scenario, seed, topology, engine, client) and a table
 * for people, <out>/drills.md.
 * A scenario that does not suit a topology is left out of it.
 */
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ClientKind, Through } from '../lib/drill/clients/drill-client';
import { runDrill } from '../lib/drill/run';
import { scenarioNamed, SCENARIOS, whyUnsuitable } from '../lib/drill/scenarios';
import { startLab } from '../lib/lab';
import type { DeploymentPlan } from '../lib/plan';
import { deployment } from './deployments';
import { summaryTable, type Run } from './summary';

const { values } = parseArgs({
  options: {
    topology: { type: 'string', default: 'sentinel' },
    engine: { type: 'string', default: 'redis-7.0' },
    client: { type: 'string', default: 'ioredis' },
    through: { type: 'string' },
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
const objectives = { rpoSeconds: Number(values.rpo), rtoSeconds: Number(values.rto) };
const rate = Number(values.rate);
const through = values.through === 'proxy' ? Through.PROXY : undefined;

interface Job {
  readonly scenario: string;
  readonly topology: string;
  readonly engine: string;
  readonly client: ClientKind;
  readonly plan: DeploymentPlan;
}

/** Every combination that makes sense, the repetitions of one spread over the whole run. */
function jobs(): Job[] {
  const names = values.only?.split(',').map((name) => scenarioNamed(name).name) ?? SCENARIOS.map((scenario) => scenario.name);
  const kinds = values.topology.split(',').flatMap((topology) => values.engine.split(',').flatMap((engine) => {
    const plan = deployment(topology, engine, objectives);
    return names.filter((name) => whyUnsuitable(scenarioNamed(name), plan) === undefined).flatMap((scenario) =>
      values.client.split(',').map((client): Job => ({ scenario, topology, engine, client: client as ClientKind, plan })));
  }));
  return Array.from({ length: Number(values.times) }, () => kinds).flat();
}

async function run({ plan, ...job }: Job): Promise<Run> {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const kept = { ...job, rate, seed, ...(through === undefined ? {} : { through }) };
  try {
    const options = { startLab, seed, rate, client: job.client, through };
    const { verdict, reasons, measured } = await runDrill(job.scenario, plan, options);
    return { ...kept, verdict, reasons, measured };
  } catch (failure) {
    return { ...kept, verdict: 'fail', reasons: [String(failure)] };
  }
}

async function main(): Promise<void> {
  const queue = jobs();
  const raw = join(values.out, 'drills.jsonl');
  mkdirSync(values.out, { recursive: true });
  if (!values.append) {
    rmSync(raw, { force: true });
  }
  const work = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const done = await run(job);
      appendFileSync(raw, `${JSON.stringify(done)}\n`);
      process.stderr.write(`${done.verdict} ${job.scenario} ${job.topology} ${job.engine} ${job.client} seed ${done.seed} `
        + `rto ${done.measured?.rtoMs ?? '-'} ms, lost ${done.measured?.lostWrites ?? '-'} ${done.reasons.join('; ')} (${queue.length} left)\n`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
  const runs = readFileSync(raw, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Run);
  const table = summaryTable(runs, {
    command: `npm run bench:drills -- ${process.argv.slice(2).join(' ')}`.trim(),
    machine: `${cpus().length} cores, Node.js ${process.version}`,
    objectives,
  });
  writeFileSync(join(values.out, 'drills.md'), table);
  process.stdout.write(table);
  process.exit(runs.every(({ verdict }) => verdict === 'pass') ? 0 : 1);
}

void main();
