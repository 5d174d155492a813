import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { openStore } from '../backup/store/open-store';
import type { Store } from '../backup/store/store';

export interface DrillStoreOptions {
  /** As `--store` was typed. */
  readonly url?: string;
  /** Folder of the drill, kept. */
  readonly directory?: string;
  /** Names the deployment in the store, so that two drills in one store never see each other's backups. */
  readonly deployment: string;
}

/** Where the backups of one drill go: made when the first is taken, removed with the drill unless somebody named the place. */
export class DrillStore {
  public readonly deployment: string;
  private opened: Promise<Store> | undefined;
  private temporary: string | undefined;

  constructor(private readonly options: DrillStoreOptions) {
    this.deployment = options.deployment;
  }

  public open(): Promise<Store> {
    this.opened ??= this.make();
    return this.opened;
  }

  public async close(): Promise<void> {
    (await this.opened?.catch(() => undefined))?.close();
    if (this.temporary !== undefined) {
      await rm(this.temporary, { recursive: true, force: true });
    }
  }

  private async make(): Promise<Store> {
    const { url, directory } = this.options;
    if (url !== undefined) {
      return openStore(url);
    }
    if (directory !== undefined) {
      return openStore(join(resolve(directory), 'store'));
    }
    this.temporary = await mkdtemp(join(tmpdir(), 'redis-ha-drill-store-'));
    return openStore(this.temporary);
  }
}
