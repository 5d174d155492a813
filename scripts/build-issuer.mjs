// Bundles the Lambda handler of a deployment's own authority.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleOneFile } from './bundle/one-file.mjs';

const { values: options } = parseArgs({
  options: {
    'budget': { type: 'string', default: '900000' },
    'if-possible': { type: 'boolean', default: false },
    // Where to, for tests that must not run what was built some time ago.
    'outdir': { type: 'string', default: path.join(import.meta.dirname, '../dist/issuer') },
  },
});
await bundleOneFile({
  name: 'issuer', entry: 'lib/certificates/lambda/handler.ts', file: 'handler/index.js', outdir: options.outdir,
  budget: Number(options.budget), target: 'node22',
  // The ECMAScript modules of what there are both of: their unused parts can be left out.
  more: { mainFields: ['module', 'main'] },
}, options);
