// Bundles the agent into the one file that every node runs. Without a native module or a dependency beside it, the same
// bytes work under systemd, in a stock Node image and in the lab; no user's synth needs esbuild or Docker.
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { budget: { type: 'string', default: '900000' }, 'if-possible': { type: 'boolean', default: false } },
});
const budget = Number(options.budget);
const root = path.join(import.meta.dirname, '..');
const agent = path.join(root, 'dist/agent/redis-ha-agent.js');
// A lab that starts a node in this moment must find the old file or the new one, whole.
const outfile = `${agent}.${process.pid}`;

const esbuild = await import('esbuild').catch(() => undefined);
if (!esbuild) {
  console.error('agent: esbuild is not installed, so the agent was not bundled; run `npm ci` with the development dependencies');
  // `npm ci --omit=dev` runs this too (as `prepare`) and asked for exactly that.
  process.exit(options['if-possible'] ? 0 : 2);
}

mkdirSync(path.dirname(outfile), { recursive: true });
const { metafile } = await esbuild.build({
  entryPoints: [path.join(root, 'lib/agent/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: true,
  // Stack traces and logs of a node in trouble should still name functions and classes.
  keepNames: true,
  metafile: true,
  logLevel: 'warning',
  absWorkingDir: root,
}).catch(() => process.exit(1)); // esbuild has printed what is wrong

const native = Object.keys(metafile.inputs).filter((file) => file.endsWith('.node'));
const bytes = statSync(outfile).size;
const problem = native.length
  ? `native modules cannot travel in one file: ${native.join(', ')}`
  : bytes > budget && `${bytes} bytes, over the budget of ${budget}`;
if (problem) {
  rmSync(outfile);
  console.error(`agent: ${problem}`);
  process.exit(1);
}
renameSync(outfile, agent);
console.log(`agent: ${path.relative(root, agent)} ${bytes} bytes (budget ${budget})`);
