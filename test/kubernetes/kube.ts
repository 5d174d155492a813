import { execFile } from 'node:child_process';

import { sleep } from '../../lib/drill/clock';

/** An object as the API returns it. */
export type Json = any;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `kubectl` in one namespace. */
export class Kube {
  constructor(private readonly command: readonly string[], public readonly namespace: string) {}

  /** Another namespace of the same cluster. */
  in(namespace: string): Kube {
    return new Kube(this.command, namespace);
  }

  /** Runs it; does not throw. */
  try(args: string[], input = '', timeoutMs = 60_000): Promise<Ran> {
    const [program, ...before] = this.command;
    return new Promise((resolve) => {
      const child = execFile(program!, [...before, '--namespace', this.namespace, ...args],
        { encoding: 'utf8', timeout: timeoutMs, maxBuffer: 1 << 27 }, (error, stdout, stderr) => {
          resolve({ code: error ? (typeof error.code === 'number' ? error.code : 255) : 0, stdout, stderr });
        });
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  }

  /** @throws Error with what it said when it fails */
  async run(args: string[], input = '', timeoutMs = 60_000): Promise<string> {
    const { code, stdout, stderr } = await this.try(args, input, timeoutMs);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ').slice(0, 200)}: ${stderr.trim().slice(0, 2000) || `exit code ${code}`}`);
    return stdout;
  }

  async get(...args: string[]): Promise<Json> {
    return JSON.parse(await this.run(['get', ...args, '--output', 'json']));
  }

  async list(kind: string, selector = ''): Promise<Json[]> {
    return (await this.get(kind, ...(selector ? ['--selector', selector] : []))).items;
  }

  /** As a person applies a folder. @returns its lines, one for each object */
  async apply(objects: readonly unknown[], ...options: string[]): Promise<string[]> {
    const list = { apiVersion: 'v1', kind: 'List', items: objects };
    return (await this.run(['apply', '--filename', '-', ...options], JSON.stringify(list), 120_000)).trim().split('\n');
  }

  /** A command in a container; does not throw. */
  exec(pod: string, container: string, script: string): Promise<Ran> {
    return this.try(['exec', pod, '--container', container, '--', 'sh', '-c', script]);
  }

  /** GET through the API server. */
  raw(path: string, timeoutMs = 30_000): Promise<string> {
    return this.run(['get', '--raw', path], '', timeoutMs);
  }

  /** Minor version of the API server. */
  async minor(): Promise<number> {
    return parseInt(JSON.parse(await this.raw('/version')).minor, 10);
  }
}

/** Asks until the answer is true. @throws Error that names what was waited for, with `told` of the last look */
export async function eventually(what: string, ask: () => Promise<boolean>, timeoutMs: number, told: () => string = () => ''): Promise<void> {
  const end = Date.now() + timeoutMs;
  let failure = '';
  for (;;) {
    try {
      if (await ask()) return;
      failure = '';
    } catch (error) {
      failure = (error as Error).message;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${Math.round(timeoutMs / 1000)} s. ${told()} ${failure}`.trim());
    await sleep(500);
  }
}
