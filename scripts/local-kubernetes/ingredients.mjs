// What a local cluster is made of, and whether it can be had here.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildPrograms, PROGRAMS } from './build-debian.mjs';
import { buildImages } from './images.mjs';
import { cacheFolder } from './layout.mjs';

const NEEDED = {
  etcd: 'etcd-server', containerd: 'containerd', runc: 'runc', ctr: 'containerd', openssl: 'openssl', ip: 'iproute2', iptables: 'iptables',
  unshare: 'util-linux', nsenter: 'util-linux', setpriv: 'util-linux', sysctl: 'procps', mmdebstrap: 'mmdebstrap', gcc: 'gcc',
};
const CNI = ['/usr/lib/cni', '/opt/cni/bin'];

const which = (command) => spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).stdout.trim();
const cni = () => CNI.find((folder) => existsSync(path.join(folder, 'bridge')));

export const tools = () => ({ etcd: which('etcd'), cni: cni() });

/** @returns why no cluster can be had on this machine; undefined when one can */
export function missingTools() {
  if (process.platform !== 'linux') return 'it needs Linux (namespaces)';
  if (process.getuid() !== 0) return 'it needs root (namespaces, mounts, control groups); try sudo';
  const lacking = Object.entries(NEEDED).filter(([command]) => !which(command)).map(([command, debian]) => `${command} (Debian: ${debian})`);
  if (!cni()) lacking.push('the CNI plugins (Debian: containernetworking-plugins)');
  if (lacking.length) return `it needs ${lacking.join(', ')}`;
  const veth = spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', 'ip', 'link', 'add', 'type', 'veth'], { stdio: 'ignore' });
  return veth.status === 0 ? undefined : 'this machine lets root make no namespaces or no veth';
}

/**
 * @param options `build`: make what is in neither the environment nor the cache
 * @returns paths of the programs and images; undefined when they are not there and shall not be made
 */
export async function ingredients({ build, log }) {
  const built = path.join(cacheFolder, 'bin');
  const { LOCAL_K8S_BIN: bin, LOCAL_K8S_IMAGES: images } = process.env;
  const lacking = bin ? PROGRAMS.find((program) => !existsSync(path.join(bin, program))) : undefined;
  if (lacking) throw new Error(`LOCAL_K8S_BIN has no ${lacking}`);
  if (!build && !bin && PROGRAMS.some((program) => !existsSync(path.join(built, program)))) return undefined;
  return { bin: bin ?? buildPrograms(built, log), images: images ?? await buildImages(cacheFolder, log) };
}
