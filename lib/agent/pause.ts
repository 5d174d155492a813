import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { layoutOf, type NodeConfig } from '../config';
import type { CommandResult } from './command-result';
import type { Log } from './log';
import { writeAtomically } from './write-atomically';

/** Until when this node's agent leaves everything automatic alone (rule R12); survives restarts. */
export class PauseFile {
  private readonly file: string;
  private until = 0;

  constructor(config: NodeConfig) {
    this.file = join(dirname(layoutOf(config).memoryFile), 'paused-until.json');
  }

  public async load(): Promise<void> {
    try {
      const { until } = JSON.parse(await readFile(this.file, 'utf8')) as { until: number };
      this.until = Number.isFinite(until) ? until : 0;
    } catch {
      this.until = 0;
    }
  }

  /** Milliseconds since the epoch; 0 when nothing is paused. */
  public get(now: number): number {
    return this.until > now ? this.until : 0;
  }

  public async save(until: number): Promise<void> {
    await writeAtomically(this.file, `${JSON.stringify({ until })}\n`);
    this.until = until;
  }
}

/** Order `pause`: until a time in milliseconds since the epoch; one that has passed ends it. */
export async function takePause(word: string, pauses: PauseFile, log: Log): Promise<CommandResult> {
  const until = Number(word);
  if (!Number.isFinite(until) || until < 0) {
    return { ok: false, detail: `"${word}" is no time in milliseconds since the epoch` };
  }
  await pauses.save(until);
  log('pause', { until: until > Date.now() ? new Date(until).toISOString() : 'not paused' });
  return { ok: true, detail: until > Date.now() ? `paused until ${new Date(until).toISOString()}` : 'not paused' };
}
