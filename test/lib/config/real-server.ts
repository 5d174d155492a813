import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisLink } from '../../../lib/redis';
import type { NodeConfig } from '../../../lib/config';
import { plan, type DeploymentPlan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';
import { endsWithTest } from '../../ends-with-test';

/** Passwords with everything a line of configuration could stumble over. */
export const SECRETS: Record<string, string> = {
  app: 'app-secret', replication: 'a "quoted" \\back\\ \'slash\' # and space', sentinel: 'sen#tinel\\x41{}$(ü)\\',
  agent: 'agent-secret', backup: 'backup-secret', monitor: 'monitor-secret',
};

export const PLAN: DeploymentPlan = plan(demoSpec());

/** Real servers of one test file, on an address of their own; `close` ends all of them whatever happened. */
export class Workbench {
  public readonly directory = mkdtempSync(join(tmpdir(), 'redis-ha "test" '));
  public readonly addresses: Record<string, string>;
  private readonly children: ChildProcess[] = [];
  private readonly links: RedisLink[] = [];

  private constructor(private readonly subnet: string) {
    this.addresses = { 'node-1': this.address(1), 'node-2': this.address(2), 'node-3': this.address(3) };
  }

  public static async open(): Promise<Workbench> {
    for (;;) {
      const subnet = `127.${10 + Math.floor(Math.random() * 240)}.${Math.floor(Math.random() * 256)}`;
      if (await free(`${subnet}.1`, PLAN.ports.redis) && await free(`${subnet}.1`, PLAN.ports.sentinel)) {
        return new Workbench(subnet);
      }
    }
  }

  public address(last: number): string {
    return `${this.subnet}.${last}`;
  }

  public config(node = 'node-1'): NodeConfig {
    return {
      node, planFile: '', bindingsFile: '', dataDir: join(this.directory, node, 'data'), runDir: join(this.directory, node, 'run'),
      platform: { kind: 'file', secretsDir: '', outsideDir: '' },
    };
  }

  /** Starts a server and waits until it answers; its output is in the error when it does not. */
  public async start(command: string[], host: string, port: number): Promise<ChildProcess> {
    const child = spawn(...endsWithTest(command[0]!, command.slice(1)), { stdio: ['ignore', 'pipe', 'pipe'] });
    this.children.push(child);
    let output = '';
    const keep = (part: Buffer): void => { output += part.toString(); };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    for (let tries = 0; tries < 200 && child.exitCode === null; tries += 1) {
      try {
        execFileSync('redis-cli', ['-h', host, '-p', String(port), 'PING'], { stdio: 'ignore', timeout: 2000 });
        return child;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    }
    throw new Error(`${command.join(' ')} did not start:\n${output}`);
  }

  public link(user: string, host = this.address(1), port = PLAN.ports.redis): RedisLink {
    const link = new RedisLink({ host, port, username: user, password: SECRETS[user] ?? user, timeoutMs: 3000 });
    this.links.push(link);
    return link;
  }

  public async kill(child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => { child.once('exit', resolve); });
      child.kill('SIGKILL');
      await gone;
    }
  }

  public async close(): Promise<void> {
    this.links.forEach((link) => link.close());
    await Promise.all(this.children.map((child) => this.kill(child)));
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function free(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
