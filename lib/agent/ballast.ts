import { randomBytes } from 'node:crypto';
import { mkdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Enough for years of memory and audit, small beside any data volume. */
const BYTES = 4 * 1024 * 1024;
/** It is taken back only when so much more is free: what was scarce a moment ago is not taken from Redis. */
const ROOM_FACTOR = 8;

/**
 * Space on the data volume that is kept for the agent: when the disk is full it is given up, so that what a node must
 * remember can still be written (rule R13).
 */
export class Ballast {
  private given = false;

  constructor(private readonly file: string, private readonly bytes = BYTES) {}

  /** It was given up: the disk is or was full, and what a node remembers is all there is room for. */
  public get spent(): boolean {
    return this.given;
  }

  /** Takes the space, when there is plenty. Never fails: without it a node is no worse than before. */
  public async fill(): Promise<void> {
    try {
      await mkdir(dirname(this.file), { recursive: true });
      const there = await stat(this.file).then(({ size }) => size, () => 0);
      if (there >= this.bytes) {
        this.given = false;
        return;
      }
      const { bavail, bsize } = await statfs(dirname(this.file));
      if (bavail * bsize > ROOM_FACTOR * this.bytes) {
        // Not zeros: a file system that compresses would keep nothing for them.
        await writeFile(this.file, randomBytes(this.bytes), { mode: 0o600, flush: true });
        this.given = false;
      }
    } catch {
      await rm(this.file, { force: true }).catch(() => undefined);
    }
  }

  /** Runs what writes; when the disk is full gives the space up and runs it again. */
  public async guard<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (failure) {
      if (!['ENOSPC', 'EDQUOT'].includes((failure as NodeJS.ErrnoException).code ?? '')) {
        throw failure;
      }
      this.given = true;
      await rm(this.file, { force: true });
      return write();
    }
  }
}
