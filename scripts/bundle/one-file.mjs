import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const root = path.join(import.meta.dirname, '../..');

/**
 * Bundles a program and all it needs, the AWS SDK included, into the one file that is deployed: what was tested is what runs,
 * whatever a runtime holds, and no user's synth needs esbuild or Docker.
 *
 * @param program `name` for people, `entry` from the root, `file` below `outdir`, `budget` in bytes; the others are esbuild's
 * @param options `if-possible`: without esbuild the process ends, and has not failed
 */
export async function bundleOneFile({ name, entry, file, outdir, budget, target, more }, options) {
  const esbuild = await import('esbuild').catch(() => undefined);
  if (!esbuild) {
    console.error(`${name}: esbuild is not installed, so it was not bundled; run \`npm ci\` with the development dependencies`);
    // `npm ci --omit=dev` runs this too (as `prepare`) and asked for exactly that.
    process.exit(options['if-possible'] ? 0 : 2);
  }
  const finished = path.join(outdir, file);
  mkdirSync(path.dirname(finished), { recursive: true });
  // Beside the handler's folder and not in it: the folder as it stands is what gets deployed.
  const outfile = path.join(outdir, `${path.basename(file, '.js')}.${process.pid}.js`);
  const { metafile } = await esbuild.build({
    entryPoints: [path.join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target,
    minify: true,
    // Stack traces in a log should still name functions and classes.
    keepNames: true,
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: root,
    ...more,
  }).catch(() => process.exit(1)); // esbuild has printed what is wrong

  const native = Object.keys(metafile.inputs).filter((input) => input.endsWith('.node'));
  const bytes = statSync(outfile).size;
  const problem = native.length
    ? `native modules cannot travel in one file: ${native.join(', ')}`
    : bytes > budget && `${bytes} bytes, over the budget of ${budget}`;
  if (problem) {
    rmSync(outfile);
    console.error(`${name}: ${problem}`);
    process.exit(1);
  }
  const zipped = gzipSync(readFileSync(outfile)).length;
  renameSync(outfile, finished);
  console.log(`${name}: ${path.relative(root, finished)} ${bytes} bytes (budget ${budget}), ${zipped} compressed`);
}
