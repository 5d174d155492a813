// Bundles what every node runs, each into one file: the agent, and the program that seeds a node with a backup before its
// first start; what issues certificates in a Job on Kubernetes; and the threads of a lab. Without a native module or a
// dependency beside it, the same bytes work under systemd, in a stock Node image and in the lab; no user's synth needs esbuild
// or Docker.
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { budget: { type: 'string', default: '900000' }, 'if-possible': { type: 'boolean', default: false } },
});
const root = path.join(import.meta.dirname, '..');
const programs = [
  // The S3 client is most of a megabyte, and only the seed needs it.
  { name: 'agent', entry: 'lib/agent/main.ts', file: 'redis-ha-agent.js', budget: Number(options.budget), without: '@aws-sdk' },
  { name: 'seed', entry: 'lib/agent/seed-main.ts', file: 'redis-ha-seed.js', budget: 900_000 },
  { name: 'certificates', entry: 'lib/agent/issuer-main.ts', file: 'redis-ha-certificates.js', budget: 600_000 },
  { name: 'lab', entry: 'lib/lab/thread/main.ts', file: 'redis-ha-lab-thread.js', budget: 100_000, folder: 'dist/lab' },
];

const esbuild = await import('esbuild').catch(() => undefined);
if (!esbuild) {
  console.error('agent: esbuild is not installed, so the agent was not bundled; run `npm ci` with the development dependencies');
  // `npm ci --omit=dev` runs this too (as `prepare`) and asked for exactly that.
  process.exit(options['if-possible'] ? 0 : 2);
}
for (const program of programs) {
  await bundle(program);
}

async function bundle({ name, entry, file, budget, without, folder = 'dist/agent' }) {
  const target = path.join(root, folder, file);
  // A lab that starts a node in this moment must find the old file or the new one, whole.
  const outfile = `${target}.${process.pid}`;
  mkdirSync(path.dirname(outfile), { recursive: true });
  const { metafile } = await esbuild.build({
    entryPoints: [path.join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    minify: true,
    // Stack traces and logs of a node in trouble should still name functions and classes.
    keepNames: true,
    // The ECMAScript modules of what there are both of: their unused parts can be left out.
    mainFields: ['module', 'main'],
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: root,
  }).catch(() => process.exit(1)); // esbuild has printed what is wrong

  const inputs = Object.keys(metafile.inputs);
  const native = inputs.filter((input) => input.endsWith('.node'));
  const stowaways = without ? inputs.filter((input) => input.includes(`node_modules/${without}/`)) : [];
  const bytes = statSync(outfile).size;
  const problem = native.length
    ? `native modules cannot travel in one file: ${native.join(', ')}`
    : stowaways.length ? `${without} has got into it, by way of an import of something that needs it: ${stowaways[0]}`
      : bytes > budget && `${bytes} bytes, over the budget of ${budget}`;
  if (problem) {
    rmSync(outfile);
    console.error(`${name}: ${problem}`);
    process.exit(1);
  }
  renameSync(outfile, target);
  console.log(`${name}: ${path.relative(root, target)} ${bytes} bytes (budget ${budget})`);
}
