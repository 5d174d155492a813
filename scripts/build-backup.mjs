// Bundles what takes backups: the Lambda handler of BackupSchedule and the program of its pods.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleOneFile } from './bundle/one-file.mjs';

const { values: options } = parseArgs({
  options: {
    'budget': { type: 'string', default: '1500000' },
    'job-budget': { type: 'string', default: '900000' },
    'if-possible': { type: 'boolean', default: false },
    // Where to, for tests that must not run what was built some time ago.
    'outdir': { type: 'string', default: path.join(import.meta.dirname, '../dist/backup') },
  },
});

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
  await bundleOneFile({ ...program, outdir: options.outdir }, options);
}
