import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endsWithTest } from '../../../ends-with-test';

const ROOT = path.join(__dirname, '../../../..');

/** What a run of the program came to. */
export interface JobRun {
  readonly code: number | null;
  readonly output: string;
  /** Each line of the output that is JSON. */
  readonly lines: Record<string, any>[];
  /** The last of them: what came of it. */
  readonly last: Record<string, any>;
}

/** The program as it is deployed, built for this test, and run in processes of its own as in a container. */
export class BuiltJob {
  public readonly folder = mkdtempSync(path.join(tmpdir(), 'redis-ha-job-'));
  private readonly running = new Set<ChildProcess>();

  constructor() {
    execFileSync(process.execPath, [path.join(ROOT, 'scripts/build-backup.mjs'), '--outdir', this.folder], { stdio: 'pipe' });
  }

  /** A file of its own, such as a mounted Secret's. */
  public file(name: string, content: string): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, content);
    return file;
  }

  public async run(
    env: Record<string, string>, args: string[] = ['take'], started: (child: ChildProcess) => void = () => undefined,
  ): Promise<JobRun> {
    const child = spawn(...endsWithTest(process.execPath, [path.join(this.folder, 'redis-ha-backup.js'), ...args]), {
      // Nothing of this process: what it needs has to be in what it is told.
      env: { PATH: process.env.PATH, HOME: this.folder, ...env }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.running.add(child);
    let output = '';
    [child.stdout, child.stderr].forEach((stream) => stream.on('data', (part: Buffer) => { output += part.toString(); }));
    started(child);
    const code = await new Promise<number | null>((resolve) => { child.once('close', resolve); });
    this.running.delete(child);
    const lines = output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, any>);
    return { code, output, lines, last: lines.at(-1) ?? {} };
  }

  public remove(): void {
    this.running.forEach((child) => child.kill('SIGKILL'));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
