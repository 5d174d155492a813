import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { layoutOf, type NodeConfig } from '../../config';
import { parseRecord, recordText, type RegionRecord } from '../../region';
import type { Ballast } from '../ballast';
import { writeAtomically } from '../write-atomically';

/** The newest region record this node knows, on its data volume: losing the witness, or the other region, loses nothing. */
export class RegionFile {
  private readonly file: string;
  private saved = 0;
  private writing: Promise<void> = Promise.resolve();

  constructor(config: NodeConfig, private readonly deployment: string, private readonly ballast?: Ballast) {
    this.file = join(dirname(layoutOf(config).memoryFile), 'region.json');
  }

  /** @throws Error when the file is there but cannot be understood: who guesses may take writes that are lost */
  public async load(): Promise<RegionRecord | undefined> {
    const text = await readFile(this.file, 'utf8').catch((failure: NodeJS.ErrnoException) => {
      if (failure.code !== 'ENOENT') {
        throw failure;
      }
      return undefined;
    });
    if (text === undefined) {
      return undefined;
    }
    try {
      const record = parseRecord(text, this.deployment);
      this.saved = record.epoch;
      return record;
    } catch (failure) {
      throw new Error(`${this.file} is damaged (${(failure as Error).message}): remove it, and the witness says what it said`);
    }
  }

  /** Durable when it resolves; one after the other, and never back to an older one. */
  public save(record: RegionRecord): Promise<void> {
    const write = async (): Promise<void> => {
      if (record.epoch > this.saved) {
        const text = `${recordText(record)}\n`;
        await (this.ballast ? this.ballast.guard(() => writeAtomically(this.file, text)) : writeAtomically(this.file, text));
        this.saved = record.epoch;
      }
    };
    const done = this.writing.then(write);
    this.writing = done.catch(() => undefined);
    return done;
  }
}
