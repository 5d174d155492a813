// Bundles what takes backups, the AWS SDK included, each into the one file that is deployed: the Lambda handler of BackupSchedule
// and the program of its pods. What was tested is what runs, whatever SDK a runtime holds, and no user's synth needs esbuild or
// Docker.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const { values: options } = parseArgs({
  options: {
    'budget': { type: 'string', default: '1500000' },
    'job-budget': { type: 'string', default: '900000' },
    'if-possible': { type: 'boolean', default: false },
    // Where to, for tests that must not run what was built some time ago.
    'outdir': { type: 'string', default: path.join(import.meta.dirname, '../dist/backup') },
  },
});
const root = path.join(import.meta.dirname, '..');

const esbuild = await import('esbuild').catch(() => undefined);
if (!esbuild) {
  console.error('backup: esbuild is not installed, so what takes backups was not bundled; run `npm ci` with the development dependencies');
  // `npm ci --omit=dev` runs this too (as `prepare`) and asked for exactly that.
  process.exit(options['if-possible'] ? 0 : 2);
}

/**
 * Of the places where the SDK looks for credentials a pod has its environment, a token file and the container's endpoint. The
 * others are files and programs of a person's machine, and clients of services that only people sign in to.
 */
const podCredentials = {
  name: 'pod-credentials',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-(ini|login|process|sso)$/ }, ({ path: name }) => ({ path: name, namespace: 'absent' }));
    build.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: `
        const absent = () => async () => {
          throw Object.assign(new Error('not in a pod'), { name: 'CredentialsProviderError', tryNextLink: true });
        };
        export { absent as fromIni, absent as fromLoginCredentials, absent as fromProcess, absent as fromSSO };`,
    }));
  },
};

const programs = [
  { name: 'backup', entry: 'lib/backup/lambda/handler.ts', file: 'handler/index.js', budget: Number(options.budget), target: 'node22' },
  {
    name: 'backup job', entry: 'lib/backup/job/main.ts', file: 'redis-ha-backup.js', budget: Number(options['job-budget']), target: 'node20',
    // The SDK's ECMAScript modules are those whose unused parts can be left out.
    more: { mainFields: ['module', 'main'], plugins: [podCredentials] },
  },
];
for (const program of programs) {
  await bundle(program);
}

async function bundle({ name, entry, file, budget, target, more }) {
  const finished = path.join(options.outdir, file);
  mkdirSync(path.dirname(finished), { recursive: true });
  // Beside the handler's folder and not in it: the folder as it stands is what gets deployed.
  const outfile = path.join(options.outdir, `${path.basename(file, '.js')}.${process.pid}.js`);
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
