// `npm run demo`: one declaration becomes a CloudFormation template and, on this machine, real Redis processes whose
// primary is killed under load. Ends with what was declared against what was measured.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setupOrExit } from './setup.mjs';

const root = path.join(import.meta.dirname, '..');
const example = 'examples/aws-sentinel/app.ts';
const out = 'cdk.out';

/** Runs a program with our terminal; the demo ends here, with its exit code, when it fails. */
function run(title, script, ...args) {
  console.log(`\n== ${title}`);
  const { status, signal } = spawnSync(process.execPath, [...script, ...args], { cwd: root, stdio: 'inherit', env: environment });
  if (status !== 0) {
    console.error(`demo: ${title}: ${signal ?? `exit code ${status}`}`);
    process.exit(status ?? 1);
  }
}

// Nothing here talks to AWS: no account, no credentials, no notices.
const environment = {
  AWS_EC2_METADATA_DISABLED: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1', ...process.env,
};
const tsx = ['--import', 'tsx'];

setupOrExit();
// A plan left by an earlier version of the example must not be taken for this one's.
rmSync(path.join(root, out), { recursive: true, force: true });
run(`synthesize ${example} into ${out}`, ['node_modules/aws-cdk/bin/cdk'],
  'synth', '--quiet', '--no-notices', '--no-version-reporting', '--app', `node --import tsx ${example}`, '--output', out);

const plans = readdirSync(path.join(root, out)).filter((file) => file.endsWith('.redis-ha.json'));
const templates = readdirSync(path.join(root, out)).filter((file) => file.endsWith('.template.json'));
if (plans.length !== 1 || templates.length === 0) {
  console.error(`demo: expected a template and one plan in ${out}, found ${[...templates, ...plans].join(', ') || 'neither'}`);
  process.exit(1);
}
const plan = path.join(out, plans[0]);
console.log(`${templates.map((file) => path.join(out, file)).join(', ')} and its plan ${plan}`);

run('run this plan here, kill its primary under load', [...tsx, 'bin/redis-ha.ts'],
  'drill', 'kill-primary', plan, '--report', path.join(out, 'kill-primary.html'));
