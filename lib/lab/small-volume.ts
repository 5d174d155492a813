import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SOURCE = 'redis-ha-lab-';
const FILLER = 'filler';
const CHUNK_BYTES = 256 * 1024;

/** A data volume of a given size: a file system in memory, so that filling it harms nobody else. Needs root. */
export class SmallVolume {
  /** @throws Error when this machine does not let us mount */
  public static async mount(folder: string, bytes: number): Promise<SmallVolume> {
    if (process.getuid?.() !== 0) {
      throw new Error('a volume of a given size is mounted, which needs root: run as root, or leave smallVolumes out');
    }
    await unmountOrphans();
    await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0755`, `${SOURCE}${process.pid}`, folder]);
    return new SmallVolume(folder);
  }

  private readonly atExit = (): void => {
    try {
      execFileSync('umount', ['-l', this.folder], { stdio: 'ignore' });
    } catch {
      // It is gone already.
    }
  };

  private constructor(private readonly folder: string) {
    process.once('exit', this.atExit);
  }

  /** Writes until nothing more fits. */
  public async fill(): Promise<void> {
    const file = await open(join(this.folder, FILLER), 'a');
    try {
      // The last bytes are taken in ever smaller bites, so that really nothing is left.
      for (let bite = CHUNK_BYTES; bite >= 1; bite = Math.floor(bite / 2)) {
        while (await fits(() => file.write(Buffer.alloc(bite)))) {
          // And again.
        }
      }
    } finally {
      await file.close();
    }
  }

  /** Gives back what `fill` took. */
  public async free(): Promise<void> {
    await rm(join(this.folder, FILLER), { force: true });
  }

  public async unmount(): Promise<void> {
    process.off('exit', this.atExit);
    // Lazily: a process that is just dying may still be in it.
    await run('umount', ['-l', this.folder]).catch(() => undefined);
  }
}

async function fits(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOSPC') {
      return false;
    }
    throw failure;
  }
}

/** Volumes of labs whose process was killed before it could unmount them. */
async function unmountOrphans(): Promise<void> {
  for (const line of readFileSync('/proc/mounts', 'utf8').split('\n')) {
    const [source, folder] = line.split(' ');
    const pid = source?.startsWith(SOURCE) ? source.slice(SOURCE.length) : undefined;
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) {
      await run('umount', ['-l', folder!.replace(/\\040/g, ' ')]).catch(() => undefined);
    }
  }
}
