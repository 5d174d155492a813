// A real Kubernetes on one machine: a control plane and nodes, each in namespaces of its own. Nothing listens on, or is routed
// from, the machine's own addresses, and everything ends with one process.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { controlPlane } from './control-plane.mjs';
import { makeCredentials } from './credentials.mjs';
import { addControlGroups, removeControlGroups } from './control-groups.mjs';
import { imageStore } from './image-store.mjs';
import { CONTROL_PLANE, minorOf } from './layout.mjs';
import { writeNodeFiles } from './node-files.mjs';

/** What kubelet overwrites for the whole machine. */
const SYSCTLS = ['kernel.panic', 'kernel.panic_on_oops', 'vm.overcommit_memory', 'vm.panic_on_oom', 'kernel.keys.root_maxkeys', 'kernel.keys.root_maxbytes'];
const READY_MS = 240_000;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const quoted = (word) => `'${word}'`;

/**
 * @param tools paths of `etcd` and the folder `cni`
 * @param options `attached`: it ends with this process, by whatever way that ends
 */
export async function up(layout, { nodes, images, tools, attached = false, log }) {
  if (existsSync(layout.state)) {
    throw new Error(`${layout.state} is there: a cluster is up, or was left; take it down first`);
  }
  const minor = minorOf(layout.bin);
  const store = await imageStore(images, log);
  for (const folder of ['volumes', 'log', 'pids', 'etcd']) mkdirSync(layout.in(folder), { recursive: true });
  chmodSync(layout.in('etcd'), 0o700);
  try {
    writeFileSync(layout.in('sysctl'), SYSCTLS.map((name) => `${name}=${sysctl('-n', name)}\n`).join(''));
    writeFileSync(layout.in('resolv.conf'), `nameserver ${CONTROL_PLANE}\n`);
    makeCredentials(layout, nodes);
    const commands = controlPlane(layout, minor, { etcd: tools.etcd, node: process.execPath });
    writeFileSync(layout.in('control-plane.sh'), Object.entries(commands)
      .map(([name, words]) => `start ${name} ${words.map(quoted).join(' ')}\n`).join(''));
    for (let number = 1; number <= nodes; number += 1) {
      writeNodeFiles(layout, number, { minor, cni: tools.cni });
      addControlGroups(layout.group(number));
      // Images hold devices, which only cp copies.
      execFileSync('cp', ['--archive', '--no-target-directory', store, layout.node(number, 'containerd')]);
    }
    const pid = start(layout, nodes, attached);
    writeFileSync(layout.processFile, String(pid));
    writeFileSync(layout.kubectl, `#!/bin/sh\nexec nsenter --net=/proc/${pid}/ns/net ${layout.program('kubectl')} --kubeconfig ${layout.config} "$@"\n`,
      { mode: 0o755 });
    await ready(layout, nodes, log);
  } catch (error) {
    if (!process.env.REDIS_HA_KEEP) await down(layout);
    throw error;
  }
  return minor;
}

/** Ends everything and leaves nothing. Harmless where nothing is up. */
export async function down(layout) {
  const pid = existsSync(layout.processFile) ? Number(readFileSync(layout.processFile, 'utf8')) : 0;
  if (pid > 0 && ours(layout, pid)) {
    process.kill(pid, 'SIGKILL');
    for (let tries = 0; tries < 300 && ours(layout, pid); tries += 1) await sleep(100);
  }
  await removeControlGroups(layout.group(''));
  if (existsSync(layout.in('sysctl'))) sysctl('-q', '-w', ...readFileSync(layout.in('sysctl'), 'utf8').trim().split('\n'));
  rmSync(layout.state, { recursive: true, force: true });
}

/** Process ids are used again: it is only ours while it runs our script on our folder. */
function ours(layout, pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(layout.state);
  } catch {
    return false;
  }
}

/** @returns process 1 of the cluster, as this machine numbers it */
function start(layout, nodes, attached) {
  const log = openSync(layout.in('log/init.log'), 'a');
  const argv = ['unshare', '--mount', '--pid', '--net', '--fork', '--kill-child', '--mount-proc',
    'bash', path.join(import.meta.dirname, 'cluster-init.sh'), layout.state, String(nodes)];
  if (attached) argv.unshift('setpriv', '--pdeathsig', 'KILL');
  const child = spawn(argv[0], argv.slice(1), { detached: !attached, stdio: ['ignore', log, log] });
  child.unref();
  const children = `/proc/${child.pid}/task/${child.pid}/children`;
  for (let tries = 0; tries < 500; tries += 1) {
    const [first] = (existsSync(children) ? readFileSync(children, 'utf8') : '').trim().split(' ');
    if (first) return Number(first);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
  throw new Error('the namespaces of the cluster could not be made');
}

async function ready(layout, nodes, log) {
  const asked = (...args) => spawnSync(layout.kubectl, args, { encoding: 'utf8', timeout: 20_000 }).stdout ?? '';
  const end = Date.now() + READY_MS;
  while (asked('get', '--raw', '/readyz') !== 'ok') await wait('the API server');
  log('the API server is ready');
  for (;;) {
    const states = asked('get', 'nodes', '--no-headers').split('\n').filter((line) => /^\S+\s+Ready\b/.test(line));
    // Before it has made the account of a namespace, pods are refused.
    if (states.length === nodes && asked('get', 'serviceaccount', 'default', '-o', 'name') !== '') break;
    await wait(`${nodes} nodes`);
  }
  log(`${nodes} nodes are ready`);

  async function wait(what) {
    if (Date.now() > end) throw new Error(`${what} did not become ready; see ${layout.in('log')}`);
    await sleep(300);
  }
}

function sysctl(...args) {
  return execFileSync('sysctl', args, { encoding: 'utf8' }).trim();
}

