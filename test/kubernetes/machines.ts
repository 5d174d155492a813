import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The machines of the local cluster, for faults that no API can make. `state` is its folder; see scripts/local-kubernetes.
 */
export class Machines {
  constructor(private readonly state: string) {}

  static here(): Machines | undefined {
    const state = process.env.REDIS_HA_LOCAL_KUBERNETES;
    return state ? new Machines(state) : undefined;
  }

  /** The power fails: every process of the node is gone between two instructions. */
  async cutPower(node: string): Promise<void> {
    // unshare takes its child, and so the node's namespace, along.
    await this.inside(`for p in /proc/[0-9]*; do
      tr '\\0' ' ' < $p/cmdline 2> /dev/null | grep -q "^unshare .*/node-init.sh ${this.state}/${node} $" && kill -9 \${p#/proc/}; done; true`);
  }

  async boot(node: string): Promise<void> {
    await this.inside(`bash ${join(__dirname, '../../scripts/local-kubernetes/boot-node.sh')} ${this.state} ${node.replace('node', '')}`);
  }

  async unplug(node: string): Promise<void> {
    await this.inside(`ip link set ${node} down`);
  }

  async plug(node: string): Promise<void> {
    await this.inside(`ip link set ${node} up`);
  }

  async stopKubelet(node: string): Promise<void> {
    writeFileSync(join(this.state, node, 'kubelet.stopped'), '');
    const pid = readFileSync(join(this.state, node, 'kubelet.pid'), 'utf8').trim();
    await this.inNode(node, `kill -9 ${pid}`);
  }

  startKubelet(node: string): void {
    rmSync(join(this.state, node, 'kubelet.stopped'), { force: true });
  }

  /** Of the control plane: what listens there is reached by pods. */
  get address(): string {
    return '10.250.0.1';
  }

  /** Words before a command that is to run beside the control plane. */
  get beside(): string[] {
    return ['nsenter', `--net=/proc/${this.pid}/ns/net`];
  }

  private get pid(): string {
    return readFileSync(join(this.state, 'init.pid'), 'utf8').trim();
  }

  private async inNode(node: string, script: string): Promise<void> {
    await this.inside(`for p in /proc/[0-9]*; do
      if tr '\\0' ' ' < $p/cmdline 2> /dev/null | grep -q "^bash .*/node-init.sh ${this.state}/${node} $"; then
        nsenter --target=\${p#/proc/} --mount --pid sh -c '${script}'; fi; done; true`);
  }

  private inside(script: string): Promise<string> {
    return new Promise((resolve, reject) => {
      execFile('nsenter', [`--target=${this.pid}`, '--mount', '--pid', '--net', 'bash', '-c', script], { encoding: 'utf8', timeout: 60_000 },
        (error, stdout) => (error ? reject(new Error(error.message)) : resolve(stdout)));
    });
  }
}

