import { readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { POD_PATHS } from '../../config';
import { writeAtomically } from '../write-atomically';

/** What the agent answered to a server's preStop hook. */
export interface Answered {
  /** Run id of the server that was about to stop; empty when that was not known. */
  readonly runId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** How a server's container, which has only a shell, and the agent tell each other of a stop. */
export class StopFiles {
  private readonly request: string;
  private readonly answerFile: string;

  constructor(runDir: string) {
    this.request = join(runDir, basename(POD_PATHS.stopRequested));
    this.answerFile = join(runDir, basename(POD_PATHS.stopAnswered));
  }

  /** When a stop was asked for, in milliseconds since the epoch; undefined when none was. */
  public async requestedAt(): Promise<number | undefined> {
    return stat(this.request).then(({ mtimeMs }) => mtimeMs, () => undefined);
  }

  /** What was answered, also by an agent before this one. One that cannot be read is one all the same. */
  public async answered(): Promise<Answered | undefined> {
    const text = await readFile(this.answerFile, 'utf8').catch(() => undefined);
    if (text === undefined) {
      return undefined;
    }
    try {
      const { runId, at } = JSON.parse(text) as Answered;
      return { runId: String(runId), at: Number(at) || 0 };
    } catch {
      return { runId: '', at: 0 };
    }
  }

  public async answer(answered: Answered): Promise<void> {
    await writeAtomically(this.answerFile, `${JSON.stringify(answered)}\n`, { durable: false });
  }

  /** Takes back an answer; a request that comes meanwhile stands. */
  public async withdraw(): Promise<void> {
    await rm(this.answerFile, { force: true });
  }

  /** The request first: alone it would be one that nobody has answered. */
  public async clear(): Promise<void> {
    await rm(this.request, { force: true });
    await this.withdraw();
  }
}
