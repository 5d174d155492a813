import { link, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilePlatformConfig } from '../../config';
import type { Marker, Platform } from './platform';

/** Secrets, marker and lock in folders: the lab, and anything that mounts them. */
export class FilePlatform implements Platform {
  private readonly markerFile: string;

  constructor(private readonly config: FilePlatformConfig) {
    this.markerFile = join(config.outsideDir, 'marker.json');
  }

  public async secrets(): Promise<Record<string, string>> {
    const names = (await readdir(this.config.secretsDir)).filter((name) => !name.startsWith('.'));
    const entries = names.map(async (name) =>
      [name, (await readFile(join(this.config.secretsDir, name), 'utf8')).trim()] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  public async readMarker(): Promise<Marker | undefined> {
    const text = await readIfThere(this.markerFile);
    return text === undefined ? undefined : JSON.parse(text) as Marker;
  }

  public async claimMarker(marker: Marker): Promise<Marker> {
    await createOnce(this.markerFile, JSON.stringify(marker));
    return (await this.readMarker())!;
  }

  public async acquireLock(holder: string, ttlSeconds: number): Promise<boolean> {
    const { number, grant } = await this.lastGrant();
    if (grant && grant.holder !== holder && grant.expiresAt > Date.now()) {
      return false;
    }
    return this.grantNext(number, { holder, expiresAt: Date.now() + ttlSeconds * 1000 });
  }

  public async releaseLock(holder: string): Promise<void> {
    const { number, grant } = await this.lastGrant();
    if (grant?.holder === holder) {
      await this.grantNext(number, { holder, expiresAt: 0 });
    }
  }

  /**
   * The lock is a row of numbered grants, of which the last counts. Whoever wants it adds the next
   * number, which only one can: neither a renewal nor a steal can overwrite what another just got.
   */
  private async grantNext(number: number, grant: Grant): Promise<boolean> {
    const mine = number + 1;
    const created = await createOnce(this.grantFile(mine), JSON.stringify(grant));
    // One that stood still for long may have added a number that was cleared away meanwhile.
    const newest = Math.max(...await this.grantNumbers());
    if (!created || newest !== mine) {
      if (created) {
        await rm(this.grantFile(mine), { force: true });
      }
      return false;
    }
    for (const old of await this.grantNumbers()) {
      if (old < mine - 1) {
        await rm(this.grantFile(old), { force: true });
      }
    }
    return true;
  }

  private async lastGrant(): Promise<{ number: number; grant?: Grant }> {
    const number = Math.max(0, ...await this.grantNumbers());
    const text = number === 0 ? undefined : await readIfThere(this.grantFile(number));
    return { number, grant: text === undefined ? undefined : JSON.parse(text) as Grant };
  }

  private async grantNumbers(): Promise<number[]> {
    const names = await readdir(this.config.outsideDir).catch(() => []);
    return names.flatMap((name) => /^lock\.(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  }

  private grantFile(number: number): string {
    return join(this.config.outsideDir, `lock.${number}`);
  }
}

interface Grant {
  readonly holder: string;
  readonly expiresAt: number;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw failure;
  }
}

/** Whole or not at all: a hard link fails when the name exists, and never shows half a file. */
async function createOnce(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(draft, text, { flush: true });
  try {
    await link(draft, file);
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw failure;
  } finally {
    await rm(draft, { force: true });
  }
}
