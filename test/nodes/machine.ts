import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { endsWithTest } from '../ends-with-test';

/** How a machine's PID 1 ended. */
export type Ending = 'reboot' | 'poweroff' | 'killed';

export interface MachineOptions {
  readonly directory: string;
  /** The shared, read-only root file system. */
  readonly rootfs: string;
  readonly hostname: string;
  readonly address: string;
  readonly prefix: number;
  readonly gateway: string;
  readonly mac: string;
  readonly bridge: string;
  readonly onEnd: (ending: Ending) => void;
}

export interface Output {
  readonly code: number;
  readonly output: string;
}

/** Knobs of the whole machine, unset. Writing to a file does not shorten it, so none is longer than a setting. */
const KERNEL_DEFAULTS = { overcommit_memory: '0', swappiness: '', enabled: '', defrag: '' };

let links = 0;

/** One machine: namespaces, an overlay root and systemd as PID 1. Dies whole, at once, when its PID 1 is killed. */
export class Machine {
  private process?: ChildProcess;
  private init = 0;
  boots = 0;

  constructor(private readonly options: MachineOptions) {
    const { directory } = options;
    for (const folder of ['root', 'upper', 'work', 'knobs', 'sys-hold']) mkdirSync(join(directory, folder), { recursive: true });
    writeFileSync(join(directory, 'devices'), '');
  }

  get running(): boolean {
    return this.process !== undefined;
  }

  boot(): void {
    const { directory, rootfs, hostname, address, prefix, gateway, mac, bridge } = this.options;
    this.boots++;
    for (const [knob, value] of Object.entries(KERNEL_DEFAULTS)) writeFileSync(join(directory, 'knobs', knob), `${value}\n`);
    const outside = `v${++links}`;
    const child = spawn(...endsWithTest('unshare', ['--mount', '--uts', '--ipc', '--pid', '--net', '--fork', '--kill-child',
      join(__dirname, 'node-init.sh'), directory, rootfs, hostname]), { stdio: ['pipe', 'ignore', 'pipe'] });
    this.process = child;
    child.stderr.on('data', chunk => appendFileSync(join(directory, 'console'), chunk));
    child.on('exit', (_code, signal) => {
      this.process = undefined;
      this.init = 0;
      try {
        ip('link', 'del', outside);
      } catch {
        // gone with its other end
      }
      // reboot(2) in a pid namespace ends its PID 1 with SIGHUP for a restart and SIGINT for power off.
      this.options.onEnd(signal === 'SIGHUP' ? 'reboot' : signal === 'SIGINT' ? 'poweroff' : 'killed');
    });
    // The new namespaces exist once the child has forked.
    this.init = firstChild(child.pid!);
    ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', 'eth0', 'address', mac, 'netns', String(this.init));
    ip('link', 'set', outside, 'master', bridge, 'up');
    child.stdin.end(`${address}/${prefix} ${gateway}\n`);
  }

  /** The machine is gone between two instructions, like a failed host. */
  kill(): void {
    if (this.init) process.kill(this.init, 'SIGKILL');
  }

  /** Runs a command inside; does not throw. */
  run(script: string, timeoutMs = 30_000): Promise<Output> {
    if (!this.init) return Promise.resolve({ code: 255, output: 'the machine is not running' });
    const args = ['-t', String(this.init), '-m', '-u', '-i', '-n', '-p', '-C', 'env', '-i',
      'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL=C.UTF-8', 'sh', '-c', `exec 2>&1; ${script}`];
    return new Promise(resolve => {
      execFile('nsenter', args, { encoding: 'utf8', timeout: timeoutMs, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : 255) : 0;
        resolve({ code, output: `${stdout}${stderr}`.trim() });
      });
    });
  }

  /** A block device appears, as after an attachment; it is there again after a reboot. */
  async plug(path: string, major: number, minor: number): Promise<void> {
    appendFileSync(join(this.options.directory, 'devices'), `${path} ${major} ${minor}\n`);
    const made = await this.run(`mkdir -p ${dirname(path)} && mknod -m 660 ${path} b ${major} ${minor}`);
    if (made.code !== 0) throw new Error(`could not plug ${path}: ${made.output}`);
  }

  /** What was written to a kernel knob that belongs to the whole machine. */
  knob(name: string): string {
    return readFileSync(join(this.options.directory, 'knobs', name), 'utf8').trim();
  }

  discard(): void {
    rmSync(this.options.directory, { recursive: true, force: true });
  }
}

function firstChild(pid: number): number {
  const end = Date.now() + 5000;
  while (Date.now() < end) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    if (children) return Number(children.split(' ')[0]);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
  throw new Error('unshare did not start the machine');
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
