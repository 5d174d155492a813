// `npm run test:nodes`: the user data of examples/aws-sentinel and -cluster on Debian 13 machines made of namespaces.
// Everything runs in a network, mount and pid namespace of its own: when the test ends, by whatever way, so do its
// machines, mounts and network; only loop devices outlive a kill -9, and those are let go here.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, readFileSync, existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildImage } from '../test/nodes/image.mjs';
import { mirror } from './engines/debian-mirror.mjs';
import { setupOrExit } from './setup.mjs';

const root = path.join(import.meta.dirname, '..');
const NEEDED = { mmdebstrap: 'mmdebstrap', 'dpkg-scanpackages': 'dpkg-dev', unshare: 'util-linux', setpriv: 'util-linux', losetup: 'mount',
  ip: 'iproute2', tar: 'tar', blkid: 'util-linux' };

/** A test that cannot run here has not failed; it says so in one line. */
function skip(reason) {
  console.log(`test:nodes: skipped: ${reason}`);
  console.log('1 skipped\n0 passed, 0 failed');
  process.exit(0);
}

const log = (message) => console.error(`test:nodes: ${message}`);
const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
const missing = () => [...new Set(Object.entries(NEEDED).filter(([command]) => !has(command)).map(([, debian]) => debian))];

if (process.platform !== 'linux') skip('it needs Linux (namespaces, loop devices)');
if (process.getuid() !== 0) skip('it needs root (namespaces, loop devices, a root file system); try sudo');
if (!mirror()) skip('it needs a Debian machine whose apt sources name a Debian mirror');
if (missing().length) {
  log(`installing ${missing().join(', ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-q'], { stdio: ['ignore', 2, 2], env: environment });
  spawnSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...missing()], { stdio: ['ignore', 2, 2], env: environment });
  if (missing().length) skip(`could not install ${missing().join(', ')}`);
}
if (!existsSync('/dev/loop-control')) skip('this machine has no loop devices to stand for volumes');
if (!/^\s*overlay$|\toverlay$/m.test(readFileSync('/proc/filesystems', 'utf8'))) skip('this kernel has no overlay file system');
const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
if (spawnSync('unshare', [...NAMESPACES, 'ip', 'link', 'add', 'type', 'veth'], { stdio: 'ignore' }).status !== 0) {
  skip('this machine lets root make no namespaces or no veth (a container without SYS_ADMIN and NET_ADMIN?)');
}

// Inside, nothing can be downloaded any more.
setupOrExit();

let tar;
try {
  tar = buildImage(path.join(root, '.cache', 'nodes'), log);
} catch (error) {
  skip(`no Debian 13 root file system could be built from this machine's mirror (${error.message.split('\n')[0].slice(0, 200)})`);
}

const work = mkdtempSync(path.join(tmpdir(), 'redis-ha-nodes-'));
let child;
let status = 1;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child?.kill('SIGKILL'));
try {
  execFileSync(process.execPath, [path.join(root, 'scripts/build-agent.mjs')], { stdio: ['ignore', 2, 2] });
  const rootfs = path.join(work, 'rootfs');
  mkdirSync(rootfs);
  execFileSync('tar', ['--extract', '--numeric-owner', '--file', tar, '--directory', rootfs]);
  child = spawn('unshare', [...NAMESPACES, process.execPath, path.join(root, 'scripts/test.mjs'), '--suite', 'nodes', '--verbose',
    ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env: { ...process.env, REDIS_HA_NODES: work } });
  status = await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
} finally {
  cleanUp();
}
process.exitCode = status;

function cleanUp() {
  const loops = JSON.parse(execFileSync('losetup', ['--json', '--list'], { encoding: 'utf8' }) || '{"loopdevices":[]}').loopdevices;
  for (const { name } of loops.filter((loop) => loop['back-file']?.startsWith(`${work}/`))) spawnSync('losetup', ['--detach', name]);
  // A folder of a cgroup can only go when its processes have; they went with their pid namespace.
  const groups = spawnSync('find', ['/sys/fs/cgroup', '-depth', '-type', 'd', '-path', '*/redis-ha-nodes*'], { encoding: 'utf8' }).stdout;
  for (const group of groups.split('\n').filter(Boolean)) spawnSync('rmdir', [group]);
  if (process.env.REDIS_HA_KEEP) log(`kept ${work}`);
  else rmSync(work, { recursive: true, force: true });
}
