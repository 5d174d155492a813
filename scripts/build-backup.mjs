// Bundles the Lambda handler of BackupSchedule, AWS SDK included, into the one file that is deployed: what was tested is what
// runs, whatever SDK the runtime holds, and no user's synth needs esbuild or Docker.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const { values: options } = parseArgs({
  options: {
    budget: { type: 'string', default: '1500000' },
    'if-possible': { type: 'boolean', default: false },
    // Where to, for tests that must not run what was built some time ago.
    outdir: { type: 'string', default: path.join(import.meta.dirname, '../dist/backup') },
  },
});
const budget = Number(options.budget);
const root = path.join(import.meta.dirname, '..');
const handler = path.join(options.outdir, 'handler/index.js');
// Beside the folder and not in it: the folder as it stands is what gets deployed.
const outfile = path.join(options.outdir, `index.${process.pid}.js`);

const esbuild = await import('esbuild').catch(() => undefined);
if (!esbuild) {
  console.error('backup: esbuild is not installed, so the Lambda handler was not bundled; run `npm ci` with the development dependencies');
  // `npm ci --omit=dev` runs this too (as `prepare`) and asked for exactly that.
  process.exit(options['if-possible'] ? 0 : 2);
}

mkdirSync(path.dirname(handler), { recursive: true });
const { metafile } = await esbuild.build({
  entryPoints: [path.join(root, 'lib/backup/lambda/handler.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node22',
  minify: true,
  // Stack traces in a log should still name functions and classes.
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
  console.error(`backup: ${problem}`);
  process.exit(1);
}
const zipped = gzipSync(readFileSync(outfile)).length;
renameSync(outfile, handler);
console.log(`backup: ${path.relative(root, handler)} ${bytes} bytes (budget ${budget}), ${zipped} compressed`);
