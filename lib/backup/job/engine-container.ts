import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROOF_FILES } from '../../model/restore-proof';
import { loadingArguments, LoadingServer, type Loaded } from '../loading-server';

const LOG_LINES = 5;
const POLL_MS = 100;
/** The container takes what it is asked five times a second, once its image is there and it has begun. */
const TAKEN_MS = 120_000;
const ENDED_MS = 30_000;

/** The container of a pod that has a server program and no Node.js: it is asked by files in a folder both mount. */
export class EngineContainer {
  constructor(private readonly directory: string) {}

  /**
   * Has a server load a data folder, looks at what it holds, and ends it.
   *
   * @throws LoadFailed when it does not load it; Error when the container does not take what it is asked
   */
  public async load(
    data: string, databases: number, progress: (share: number) => void, signal?: AbortSignal,
  ): Promise<Loaded> {
    await rm(this.file('ended'), { force: true });
    await this.ask(loadingArguments(this.file('socket'), data, databases), signal);
    const server = new LoadingServer({
      name: 'the server', socket: this.file('socket'), hasEnded: () => existsSync(this.file('ended')), lastLines: () => this.lastLines(),
    });
    try {
      const loaded = await server.loaded(progress, signal);
      await server.shutdown();
      await this.until('ended', ENDED_MS, signal);
      return loaded;
    } finally {
      server.close();
    }
  }

  /** Nothing is to be loaded any more. */
  public async end(): Promise<void> {
    await writeFile(this.file('end'), '');
  }

  private async ask(words: string[], signal?: AbortSignal): Promise<void> {
    const draft = `${this.file('load')}.draft`;
    await writeFile(draft, words.map((word) => `${word}\n`).join(''));
    await rename(draft, this.file('load'));
    const deadline = Date.now() + TAKEN_MS;
    while (existsSync(this.file('load'))) {
      if (Date.now() > deadline) {
        throw new Error(`the server's container has not begun within ${TAKEN_MS / 1000} s; see whether its image can be pulled`);
      }
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  private async until(name: keyof typeof PROOF_FILES, withinMs: number, signal?: AbortSignal): Promise<void> {
    for (const deadline = Date.now() + withinMs; !existsSync(this.file(name)) && Date.now() < deadline;) {
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  private async lastLines(): Promise<string[]> {
    const text = await readFile(this.file('log'), 'utf8').catch(() => '');
    return text.split('\n').map((line) => line.trim()).filter(Boolean).slice(-LOG_LINES);
  }

  private file(name: keyof typeof PROOF_FILES): string {
    return join(this.directory, PROOF_FILES[name]);
  }
}
