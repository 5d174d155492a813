// Everything that is published, into dist/ and nowhere else.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const run = (script, ...args) => execFileSync(process.execPath, [path.join(root, script), ...args], { cwd: root, stdio: 'inherit' });

// Bundles stay until the new ones replace them: a lab may be running from one.
const dist = path.join(root, 'dist');
for (const entry of existsSync(dist) ? readdirSync(dist) : []) {
  if (!['agent', 'backup', 'issuer'].includes(entry)) {
    rmSync(path.join(dist, entry), { recursive: true });
  }
}
try {
  run('node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.build.json');
  run('scripts/build-agent.mjs');
  run('scripts/build-backup.mjs');
  run('scripts/build-issuer.mjs');
} catch {
  // Each has said what is wrong; a stack trace of this script would only bury it.
  process.exit(1);
}
cpSync(path.join(root, 'lib/plan/plan.schema.json'), path.join(root, 'dist/lib/plan/plan.schema.json'));

const cli = path.join(root, 'dist/bin/redis-ha.js');
if (!readFileSync(cli, 'utf8').startsWith('#!/usr/bin/env node\n')) {
  console.error('build: bin/redis-ha.ts must start with "#!/usr/bin/env node", or npm installs a command that the shell cannot run');
  process.exit(1);
}
chmodSync(cli, 0o755);
