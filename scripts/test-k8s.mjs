// `npm run test:k8s [-- --times N] [--seed N] [--drills a,b] [--context NAME] [jest arguments]`: the drills of test/kubernetes on
// a real Kubernetes: a local one, brought up for this and taken down again, where its programs are at hand (LOCAL_K8S_BIN, or
// built before with `npm run local-kubernetes -- build`); else the cluster of REDIS_HA_KUBE_CONTEXT or --context, in
// namespaces of its own. There REDIS_HA_ENGINE_IMAGE and REDIS_HA_NODE_IMAGE name images of a private registry.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { down, up } from './local-kubernetes/cluster.mjs';
import { ingredients, missingTools, tools } from './local-kubernetes/ingredients.mjs';
import { Layout } from './local-kubernetes/layout.mjs';
import { setupOrExit } from './setup.mjs';

const root = path.join(import.meta.dirname, '..');
/** Three for a deployment and one for its clients. */
const NODES = 4;
const CLIENTS = `node${NODES}`;

const log = (message) => console.error(`test:k8s: ${message}`);

/** A test that cannot run here has not failed; it says so in one line. */
function skip(reason) {
  console.log(`test:k8s: skipped: ${reason}`);
  console.log('1 skipped\n0 passed, 0 failed');
  process.exit(0);
}

const args = process.argv.slice(2);
function option(name) {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? undefined : args.splice(at, 2)[1];
}
const context = option('context') ?? process.env.REDIS_HA_KUBE_CONTEXT;
const env = { ...process.env };
for (const name of ['times', 'seed', 'drills']) {
  const value = option(name);
  if (value !== undefined) env[`REDIS_HA_${name.toUpperCase()}`] = value;
}

let layout;
let child;
let status = 1;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child?.kill('SIGTERM'));

const useContext = () => {
  const { status: known } = spawnSync('kubectl', ['--context', context, 'get', '--raw', '/readyz'], { stdio: 'ignore', timeout: 20_000 });
  if (known !== 0) throw new Error(`kubectl does not reach a cluster by the context "${context}"`);
  env.REDIS_HA_KUBECTL = JSON.stringify(['kubectl', '--context', context]);
};

/** @returns why there is no local cluster */
async function startLocal() {
  const lacking = missingTools();
  if (lacking) return lacking;
  const made = await ingredients({ build: false, log });
  if (!made) return 'Kubernetes is not built here; `npm run local-kubernetes -- build` does that in some ten minutes';
  layout = new Layout(made.bin, mkdtempSync(path.join(tmpdir(), 'redis-ha-k8s-')));
  rmSync(layout.state, { recursive: true });
  const minor = await up(layout, { nodes: NODES, images: made.images, tools: tools(), attached: true, log });
  log(`Kubernetes 1.${minor} is up`);
  if (minor < 29) log('older than the manifests are made for: they are converted; without native sidecars it is the weaker form');
  // Clients are to outlive the machines they talk to: theirs takes no other pods and is in no zone.
  execFileSync(layout.kubectl, ['cordon', CLIENTS], { stdio: 'ignore' });
  execFileSync(layout.kubectl, ['label', 'node', CLIENTS, 'topology.kubernetes.io/zone-'], { stdio: 'ignore' });
  Object.assign(env, {
    REDIS_HA_KUBECTL: JSON.stringify([layout.kubectl]), REDIS_HA_LOCAL_KUBERNETES: layout.state, REDIS_HA_CLIENTS_HOST: CLIENTS,
  });
  return undefined;
}

setupOrExit();
try {
  if (context) {
    useContext();
  } else {
    const reason = await startLocal();
    if (reason) skip(`no local cluster: ${reason}; and no REDIS_HA_KUBE_CONTEXT names another`);
  }
  execFileSync(process.execPath, [path.join(root, 'scripts/build-agent.mjs')], { stdio: ['ignore', 2, 2] });
  // A failed drill is a finding, and a second try of it none: CI's second chance is for slow machines.
  child = spawn(process.execPath, [path.join(root, 'scripts/test.mjs'), '--suite', 'k8s', '--verbose', ...args],
    { cwd: root, stdio: 'inherit', env: { ...env, CI: '' } });
  status = await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
} catch (error) {
  log(error.message);
  console.log('0 passed, 1 failed');
} finally {
  if (layout) await down(layout);
}
process.exitCode = status;
