// The real CDK CLI against a local AWS: bootstrap; deploy and destroy each topology; deploy Sentinel again, change a
// setting, add a node; two regions. With the name of an example's check (`backups`, `regions`) only that one.
// Needs python3 with moto >= 5.2.1 (`pip install 'moto[server]' boto3`); without it there is nothing to run against.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = path.join(import.meta.dirname, '..');
const here = path.join(root, 'scripts/local-aws');
const OLDEST = [5, 2, 1];

const probe = spawnSync('python3', ['-c', 'import moto.server, boto3, moto; print(moto.__version__)'], { encoding: 'utf8' });
const version = probe.stdout?.trim().split('.').map(Number) ?? [];
const old = OLDEST.findIndex((part, index) => (version[index] ?? 0) !== part);
if (probe.status !== 0 || (old >= 0 && (version[old] ?? 0) < OLDEST[old])) {
  console.log(`local-aws: skipped, python3 has ${probe.status === 0 ? `moto ${version.join('.')}` : 'no moto'}; `
    + `it needs moto[server] >= ${OLDEST.join('.')} and boto3`);
  // Asked whether it could run, the answer is no; run, it has not failed.
  process.exit(process.argv.includes('--probe') ? 3 : 0);
}
if (process.argv.includes('--probe')) {
  process.exit(0);
}

mkdirSync(path.join(root, '.cache'), { recursive: true });
const work = mkdtempSync(path.join(root, '.cache/local-aws-'));
const port = await new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port: free } = server.address();
    server.close(() => resolve(free));
  });
});
const REGION = 'us-east-1';
const ACCOUNT = '123456789012';
const env = {
  ...process.env,
  AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing', AWS_REGION: REGION, AWS_DEFAULT_REGION: REGION,
  // A suite of its own validates; here it would only cost time.
  CDK_VALIDATION: 'false',
  TSX_TSCONFIG_PATH: path.join(root, 'tsconfig.json'),
  AWS_EC2_METADATA_DISABLED: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true', MOTO_PORT: String(port),
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  // moto reads a template by URL only from "localhost".
  AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION: `http://localhost:${port}`,
};
delete env.AWS_PROFILE;
delete env.AWS_CA_BUNDLE;

const log = path.join(work, 'emulator.log');
const emulator = spawn('python3', [path.join(here, 'emulator.py'), '-H', '127.0.0.1', '-p', String(port)], {
  env: { ...env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' }, stdio: ['ignore', openSync(log, 'w'), openSync(log, 'a')],
});
let status = 1;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    emulator.kill();
    process.exit(1);
  });
}

function step(name, command, args, cwd = root) {
  const started = Date.now();
  const run = spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: 300_000 });
  if (run.status !== 0) {
    console.error(run.stdout, run.stderr, readFileSync(log, 'utf8').split('\n').filter((line) => !line.includes('POST / HTTP')).slice(-30).join('\n'));
    throw new Error(`${name} failed`);
  }
  console.log(`local-aws: ${name} ok, ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return run.stdout + run.stderr;
}

const cdk = path.join(root, 'node_modules/.bin/cdk');
const check = (stage) => step(`check ${stage}`, 'python3', [path.join(here, 'check.py'), stage, path.join(work, 'notes.json')]);

const SENTINEL = { folder: 'aws-sentinel', file: 'sentinel-stack.ts', stack: 'RedisSentinelExample' };
const OTHERS = {
  replication: { folder: 'aws-replication', file: 'replication-stack.ts', stack: 'RedisReplicationExample' },
  cluster: { folder: 'aws-cluster', file: 'cluster-stack.ts', stack: 'RedisClusterExample' },
  backups: { folder: 'aws-backups', file: 'backups-stack.ts', stack: 'RedisBackupsExample' },
};

/** An example as it stands, or with a change in its text, synthesized into a folder. */
function synth(name, change, stack = SENTINEL.stack, example = SENTINEL) {
  const folder = path.join(work, name);
  cpSync(path.join(root, 'examples', example.folder), folder, { recursive: true });
  const file = path.join(folder, example.file);
  const before = readFileSync(file, 'utf8');
  const after = change ? change(before) : before;
  if (change && after === before) {
    throw new Error(`the example no longer holds what "${name}" changes`);
  }
  writeFileSync(file, after);
  const app = path.join(folder, 'app.ts');
  writeFileSync(app, readFileSync(app, 'utf8').replace(example.stack, stack));
  const out = path.join(work, `${name}.out`);
  step(`synth ${name}`, cdk, ['synth', '-q', '--no-notices', '--app', `node --import tsx ${app}`, '-o', out]);
  return out;
}

/** By default what holds data and addresses stays, and with it the network it is in; a user who means it says so first. */
function letGo(text) {
  return text.replace('      objectives:', '      removalPolicy: RemovalPolicy.DESTROY,\n      objectives:').replace('Fn, Stack', 'Fn, RemovalPolicy, Stack');
}

function deploy(name, assembly, ...more) {
  return step(name, cdk, ['deploy', '--app', assembly, '--all', '--require-approval', 'never', '--method', 'direct', '--no-notices',
    '--parameters', 'RedisHaDebian13Arm64ImageId=ami-03cf127a', ...more]);
}

/** Asked about a stack that it is just deleting, the emulator now and then answers what is no XML; a second try finds it gone. */
function destroy(name, assembly) {
  const words = ['destroy', '--app', assembly, '--all', '--force'];
  if (spawnSync(cdk, words, { cwd: root, env, encoding: 'utf8', timeout: 300_000 }).status === 0) {
    console.log(`local-aws: ${name} ok`);
    return;
  }
  step(`${name}, second try`, cdk, words);
}

/** The Sentinel example through what happens to a deployment: again, changed, grown, beside another that comes and goes. */
function sentinelForLife(example) {
  deploy('deploy', example);
  check('deployed');
  if (!/no changes/.test(deploy('deploy again', example))) {
    throw new Error('the same assembly deployed again was not "(no changes)"');
  }
  const changed = synth('setting', (text) => text.replace(/rto: Duration.seconds\(\d+\)/, 'rto: Duration.seconds(25)'));
  deploy('change a setting', changed, '--no-previous-parameters');
  check('changed');
  const grown = synth('node', (text) => text.replace('      objectives:', '      replicas: 3,\n      objectives:'));
  deploy('add a node', grown, '--no-previous-parameters');
  check('grown');
  const second = synth('let-go', (text) => letGo(text).replace('      objectives:', '      replicas: 3,\n      objectives:'), 'RedisSentinelSecond');
  deploy('deploy a second stack', second);
  destroy('destroy it', second);
  // Nothing of it is left, nothing of the first is gone.
  check('grown');
}

/** Three regions, each bootstrapped; stacks that read each other's outputs. The emulator ends before anything is destroyed. */
function twoRegions() {
  const folder = path.join(work, 'regions');
  cpSync(path.join(root, 'examples/aws-two-regions'), folder, { recursive: true });
  // Its own: what is looked up here is written down beside it.
  cpSync(path.join(root, 'cdk.json'), path.join(folder, 'cdk.json'));
  const regions = ['eu-central-1', 'eu-west-1', 'eu-west-3'].map((region) => `aws://${ACCOUNT}/${region}`);
  step('bootstrap three regions', cdk, ['bootstrap', ...regions], path.join(work, 'empty'));
  const out = path.join(work, 'regions.out');
  step('synth regions', cdk, ['synth', '-q', '--no-notices', '--app', 'node --import tsx app.ts', '-o', out], folder);
  step('deploy regions', cdk, ['deploy', '--app', out, '--all', '--require-approval', 'never', '--method', 'direct', '--no-notices'], folder);
  step('check regions', 'python3', [path.join(here, 'check_regions.py')]);
}

const only = process.argv.slice(2).find((word) => !word.startsWith('-'));

try {
  for (let tries = 0; ; tries += 1) {
    if (await fetch(`${env.AWS_ENDPOINT_URL}/moto-api/`).then(() => true, () => false)) break;
    if (tries > 200 || emulator.exitCode !== null) throw new Error(`the emulator did not start: ${readFileSync(log, 'utf8').slice(-2000)}`);
    await sleep(100);
  }
  const example = synth('example');
  // In an empty folder: bootstrap inside an app would synthesize it again.
  mkdirSync(path.join(work, 'empty'));
  step('bootstrap', cdk, ['bootstrap', `aws://${ACCOUNT}/${REGION}`], path.join(work, 'empty'));
  for (const [name, other] of Object.entries(OTHERS).filter(([each]) => only === undefined || each === only)) {
    const assembly = synth(name, letGo, other.stack, other);
    deploy(`deploy ${name}`, assembly);
    check(name);
    destroy(`destroy ${name}`, assembly);
  }
  if (only === undefined || only === 'regions') {
    twoRegions();
  }
  if (only === undefined) {
    sentinelForLife(example);
  }
  console.log('local-aws: ok');
  status = 0;
} catch (failure) {
  console.error(`local-aws: ${failure.message}`);
} finally {
  const stopped = new Promise((resolve) => emulator.once('exit', resolve));
  emulator.kill();
  if (emulator.exitCode === null) await stopped;
  rmSync(work, { recursive: true, force: true });
}
process.exit(status);
