import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BACKUP_RUN_VARIABLE, type BackupRun } from '../../../../lib/model/backup-run';
import { endsWithTest } from '../../../ends-with-test';

const ROOT = path.join(__dirname, '../../../..');
const PROGRAM = `
const [file, limit] = process.argv.slice(1);
const started = performance.now();
const { handler } = require(file);
const loaded = performance.now();
const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => Number(limit) - (performance.now() - loaded) };
const done = (outcome) => require('node:fs').writeSync(3, JSON.stringify({
  ...outcome, loadMs: loaded - started, callMs: performance.now() - loaded,
}));
handler({}, context).then((result) => done({ result }), ({ name, message }) => done({ error: { name, message } }));
`;

/** What a run of the function came to. */
export interface HandlerRun {
  readonly result?: { readonly deployment: string; readonly backup?: string; readonly verified: boolean };
  readonly error?: { readonly name: string; readonly message: string };
  /** Reading and compiling the file, and the first call: what a cold start adds to starting Node.js. */
  readonly loadMs: number;
  readonly callMs: number;
  readonly output: string;
  /** Each line of the output. */
  readonly lines: Record<string, any>[];
  /** The line that CloudWatch makes metrics of. */
  readonly metrics: Record<string, any>;
}

/** The handler as it is deployed, built for this test, and run in a process of its own as Lambda does. */
export class BuiltHandler {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'redis-ha-handler-'));
  private readonly file = path.join(this.folder, 'handler/index.js');

  constructor() {
    execFileSync(process.execPath, [path.join(ROOT, 'scripts/build-backup.mjs'), '--outdir', this.folder], { stdio: 'pipe' });
  }

  public async run(settings: BackupRun, env: Record<string, string>, limitMs = 60_000): Promise<HandlerRun> {
    const child = spawn(...endsWithTest(process.env.REDIS_HA_HANDLER_NODE ?? process.execPath, ['-e', PROGRAM, this.file, String(limitMs)]), {
      // Nothing of this process: what it needs has to be in what it is told.
      env: { PATH: process.env.PATH, HOME: this.folder, ...env, [BACKUP_RUN_VARIABLE]: JSON.stringify(settings) },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const said = ['', '', '', ''];
    [1, 2, 3].forEach((stream) => child.stdio[stream]!.on('data', (part: Buffer) => { said[stream] += part.toString(); }));
    const code = await new Promise((resolve) => { child.once('close', resolve); });
    const output = `${said[1]}${said[2]}`;
    if (!said[3]) {
      throw new Error(`the handler's process ended with ${String(code)}: ${output}`);
    }
    const lines = output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, any>);
    return { ...JSON.parse(said[3]) as HandlerRun, output, lines, metrics: lines.find((line) => line._aws !== undefined) ?? {} };
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
