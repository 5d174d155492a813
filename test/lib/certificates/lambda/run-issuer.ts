import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ISSUER_VARIABLE, type IssuerSettings } from '../../../../lib/certificates';
import { endsWithTest } from '../../../ends-with-test';

const ROOT = path.join(__dirname, '../../../..');
const PROGRAM = `
const { handler } = require(process.argv[1]);
const done = (outcome) => require('node:fs').writeSync(3, JSON.stringify(outcome));
handler(JSON.parse(process.argv[2])).then((result) => done({ result }), ({ message }) => done({ error: message }));
`;

/** What a call of the function came to. */
export interface IssuerRun {
  readonly result?: unknown;
  readonly error?: string;
  readonly output: string;
  /** Each line of the output. */
  readonly lines: Record<string, any>[];
}

/** The handler as it is deployed, built for this test, and run in a process of its own as Lambda does. */
export class BuiltIssuer {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'redis-ha-issuer-'));

  constructor() {
    execFileSync(process.execPath, [path.join(ROOT, 'scripts/build-issuer.mjs'), '--outdir', this.folder], { stdio: 'pipe' });
  }

  public async run(event: object, settings: IssuerSettings | undefined, env: Record<string, string>): Promise<IssuerRun> {
    const told = settings ? { [ISSUER_VARIABLE]: JSON.stringify(settings) } : {};
    const args = ['-e', PROGRAM, path.join(this.folder, 'handler/index.js'), JSON.stringify(event)];
    const child = spawn(...endsWithTest(process.execPath, args), {
      // Nothing of this process: what it needs has to be in what it is told.
      env: { PATH: process.env.PATH, HOME: this.folder, ...env, ...told },
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
    return { ...JSON.parse(said[3]) as IssuerRun, output, lines };
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
