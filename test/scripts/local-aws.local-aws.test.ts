import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const probe = spawnSync(process.execPath, [join(root, 'scripts/local-aws.mjs'), '--probe'], { encoding: 'utf8' });
if (probe.status !== 0) {
  process.stderr.write(probe.stdout);
}

(probe.status === 0 ? test : test.skip)('bootstrap, deploy, deploy again, change a setting, add a node, deploy and destroy a second stack', () => {
  const run = spawnSync(process.execPath, [join(root, 'scripts/local-aws.mjs')], { encoding: 'utf8' });
  expect(run.stdout + run.stderr).toMatch(/local-aws: ok\s*$/);
  expect(run.status).toBe(0);
}, 900_000);
