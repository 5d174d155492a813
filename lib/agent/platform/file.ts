import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Certificates } from '../../certificates';
import type { FilePlatformConfig } from '../../config';
import { certificateFiles } from './certificate-files';
import { createOnce } from '../create-once';
import type { Marker, Platform, RoleMarker } from './platform';
import { secretFiles } from './secret-files';

/** Secrets and marker in folders: the lab, and anything that mounts them. */
export class FilePlatform implements Platform {
  private readonly markerFile: string;

  constructor(private readonly config: FilePlatformConfig) {
    this.markerFile = join(config.outsideDir, 'marker.json');
  }

  public secrets(): Promise<Record<string, string>> {
    return secretFiles(this.config.secretsDir);
  }

  public async certificates(): Promise<Certificates> {
    const { certificatesDir } = this.config;
    if (certificatesDir === undefined) {
      throw new Error('the plan has TLS, and this node is told of no folder with certificates (certificatesDir)');
    }
    return certificateFiles(certificatesDir);
  }

  public async readMarker(): Promise<Marker | undefined> {
    const text = await readIfThere(this.markerFile);
    return text === undefined ? undefined : JSON.parse(text) as Marker;
  }

  public async claimMarker(marker: Marker): Promise<Marker> {
    await createOnce(this.markerFile, JSON.stringify(marker));
    return (await this.readMarker())!;
  }

  public async readRole(): Promise<RoleMarker | undefined> {
    return this.roleAt(await this.changes());
  }

  /** One file per change, numbered: creating the next is the comparison and the change at once. */
  public async claimRole(next: RoleMarker, seen = next.epoch - 1): Promise<RoleMarker | undefined> {
    const changes = await this.changes();
    const standing = await this.roleAt(changes);
    if ((standing?.epoch ?? 0) === seen && next.epoch > seen) {
      await createOnce(this.roleFile(changes + 1), JSON.stringify(next));
    }
    return this.readRole();
  }

  /** As many as there were. In a store that was never emptied each has the number of its epoch. */
  private async changes(): Promise<number> {
    const names = await readdir(this.config.outsideDir).catch((failure: NodeJS.ErrnoException) => {
      if (failure.code !== 'ENOENT') {
        throw failure;
      }
      return [];
    });
    return Math.max(0, ...names.map((name) => Number(/^role-(\d+)\.json$/.exec(name)?.[1] ?? 0)));
  }

  private async roleAt(change: number): Promise<RoleMarker | undefined> {
    return change === 0 ? undefined : JSON.parse(await readFile(this.roleFile(change), 'utf8')) as RoleMarker;
  }

  private roleFile(change: number): string {
    return join(this.config.outsideDir, `role-${change}.json`);
  }
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
