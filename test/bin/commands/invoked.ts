import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../../bin/commands/run';
import { canonicalJson, plan, type DeploymentPlan } from '../../../lib/plan';
import { demoSpec } from '../../lib/plan/specs';

export interface Invoked {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process and keeps what it wrote. */
export async function invoked(...words: string[]): Promise<Invoked> {
  const written = { out: '', err: '' };
  const keep = (stream: 'out' | 'err') => ((text: string) => { written[stream] += text; return true; }) as typeof process.stdout.write;
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(keep('out')),
    jest.spyOn(process.stderr, 'write').mockImplementation(keep('err')),
  ];
  try {
    return { code: await run(words), ...written };
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
}

export const demo = plan(demoSpec());

/** A folder of this test file with plans in it; labs are looked for below it. */
export function folder(): { file(name: string, content?: DeploymentPlan | string): string; remove(): void } {
  const directory = mkdtempSync(path.join(tmpdir(), 'redis-ha-cli-'));
  process.env.XDG_STATE_HOME = path.join(directory, 'state');
  return {
    file: (name, content) => {
      const full = path.join(directory, name);
      if (content !== undefined) {
        writeFileSync(full, typeof content === 'string' ? content : canonicalJson(content));
      }
      return full;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
