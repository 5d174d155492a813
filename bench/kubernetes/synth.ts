/**
 * What one Sentinel deployment adds to `cdk8s synth`:
 *
 *   npm run bench:k8s-synth -- [--times 15] [--out bench/results/kubernetes]
 *
 * Runs an app with an empty chart and the same app with a deployment in turns, each in a Node.js process of its own, as the cdk8s
 * CLI does, from the JavaScript that is published (`npm run build` first). Leaves <out>/synth.json and <out>/synth.md.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { times: { type: 'string', default: '15' }, out: { type: 'string', default: 'bench/results/kubernetes' } },
});
const ROOT = path.join(__dirname, '../..');
const BUILT = path.join(ROOT, 'dist/constructs/kubernetes/index.js');
const TARGET_MS = 300;

const EMPTY = `
  const { App, Chart } = require('cdk8s');
  const app = new App();
  const chart = new Chart(app, 'cache', { namespace: 'redis' });
`;
const DEPLOYMENT = `
  const { Duration } = require('cdk8s');
  const { RedisSentinel } = require(process.argv[1]);
  new RedisSentinel(chart, 'Redis', {
    deploymentName: 'cache', objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(10) }, clients: [{ podSelector: {} }],
  });
`;

const SYNTH = `
  app.synth();
  const { user, system } = process.cpuUsage();
  process.stdout.write(String((user + system) / 1000));
`;

interface Synthesized {
  readonly milliseconds: number;
  /** Of the processor, which says more than the clock on a busy machine. */
  readonly processorMs: number;
  /** Of all manifests. */
  readonly bytes: number;
}

function synthesize(...parts: string[]): Synthesized {
  const outdir = mkdtempSync(path.join(tmpdir(), 'redis-ha-bench-synth-'));
  try {
    const began = process.hrtime.bigint();
    const program = [...parts, SYNTH].join('\n');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', program, BUILT], {
      cwd: ROOT, encoding: 'utf8', env: { ...process.env, CDK8S_OUTDIR: outdir },
    });
    const milliseconds = Number(process.hrtime.bigint() - began) / 1e6;
    if (status !== 0) {
      throw new Error(`exit code ${status}: ${stderr}`);
    }
    const manifests = readdirSync(outdir).filter((file) => file.endsWith('.yaml'));
    const bytes = manifests.reduce((sum, file) => sum + statSync(path.join(outdir, file)).size, 0);
    return { milliseconds, processorMs: Number(stdout), bytes };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function main(): void {
  if (!existsSync(BUILT)) {
    throw new Error('the package is not built; run `npm run build`');
  }
  const times = Number(values.times);
  // Files that are read for the first time come from the disk.
  synthesize(EMPTY, DEPLOYMENT);
  const runs = Array.from({ length: times }, () => ({ empty: synthesize(EMPTY), deployment: synthesize(EMPTY, DEPLOYMENT) }));
  const [empty, deployment, added, processor] = [
    runs.map((run) => run.empty.milliseconds),
    runs.map((run) => run.deployment.milliseconds),
    runs.map((run) => run.deployment.milliseconds - run.empty.milliseconds),
    runs.map((run) => run.deployment.processorMs - run.empty.processorMs),
  ].map((numbers) => Math.round(median(numbers)));
  const result = {
    node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, times,
    emptyMs: empty!, deploymentMs: deployment!, addedMs: added!, addedProcessorMs: processor!,
    targetMs: TARGET_MS, manifestBytes: runs[0]!.deployment.bytes,
  };
  mkdirSync(values.out, { recursive: true });
  writeFileSync(path.join(values.out, 'synth.json'), `${JSON.stringify(result, undefined, 2)}\n`);
  const text = [
    '# What a Sentinel deployment adds to `cdk8s synth`', '',
    `Medians of ${times} runs in turns, each a process of its own; ${result.cores} cores of ${result.cpu}, Node.js ${result.node}.`,
    'Made with `npm run build && npm run bench:k8s-synth`.', '',
    '| an empty chart | with a Sentinel deployment | added | processor time added | target | manifests |',
    '|---|---|---|---|---|---|',
    `| ${empty} ms | ${deployment} ms | ${added} ms | ${processor} ms | ${TARGET_MS} ms | ${result.manifestBytes} bytes |`, '',
  ].join('\n');
  writeFileSync(path.join(values.out, 'synth.md'), text);
  console.log(text);
  process.exitCode = added! <= TARGET_MS ? 0 : 1;
}

main();
