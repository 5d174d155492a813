// Where a local cluster keeps things and which addresses it has. All addresses are in network namespaces of its own, so two
// clusters may have the same.
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const CONTROL_PLANE = '10.250.0.1';
export const API = `https://${CONTROL_PLANE}:6443`;
export const SERVICES = { range: '10.252.0.0/24', api: '10.252.0.1' };
export const PODS = '10.251.0.0/16';
export const nodeAddress = (number) => `10.250.0.${10 + number}`;
export const podRange = (number) => `10.251.${number}.0/24`;

export const cacheFolder = path.join(import.meta.dirname, '../../.cache/kubernetes');

/** A cluster on this machine; several may be up at once, each with a state folder of its own. */
export class Layout {
  /**
   * @param state folder that is made by `up` and removed by `down`
   * @param prefix of what the whole machine sees: the control groups
   */
  constructor(bin, state = process.env.LOCAL_K8S_STATE || path.join(tmpdir(), 'redis-ha-kubernetes'), prefix = path.basename(state)) {
    this.bin = bin;
    this.state = path.resolve(state);
    this.prefix = prefix;
  }

  /** Id of the process that everything else of the cluster ends with. */
  get processFile() { return this.in('init.pid'); }
  get kubectl() { return this.in('kubectl'); }
  get config() { return this.in('admin.kubeconfig'); }

  in(...names) { return path.join(this.state, ...names); }
  program(name) { return path.join(this.bin, name); }
  node(number, ...names) { return this.in(`node${number}`, ...names); }
  group(number) { return `${this.prefix}-node${number}`; }
}

/** The 20 of Kubernetes 1.20. */
export function minorOf(bin) {
  const said = execFileSync(path.join(bin, 'kubelet'), ['--version'], { encoding: 'utf8' });
  const minor = /v1\.(\d+)\./.exec(said)?.[1];
  if (!minor) throw new Error(`${bin}/kubelet says no version: ${said.trim()}`);
  return Number(minor);
}
