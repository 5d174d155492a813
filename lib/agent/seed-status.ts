import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeConfig } from '../config';
import { writeAtomically } from './write-atomically';

/** How the seeding of a node goes: `seed.json` among its rendered configuration, for the agent beside it to tell. */
export interface SeedStatus {
  /** `seeding`: bytes are on their way. `refused`: it will not work as it is. `failed`: it is tried again. */
  readonly state: 'seeding' | 'refused' | 'failed';
  /** For people. */
  readonly detail: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Older than this it is of a process that is gone. */
const FRESH_MS = 60_000;

export async function writeSeedStatus(config: NodeConfig, status: SeedStatus): Promise<void> {
  await writeAtomically(statusFile(config), JSON.stringify(status), { durable: false });
}

export async function clearSeedStatus(config: NodeConfig): Promise<void> {
  await rm(statusFile(config), { force: true });
}

/** The last word of a seeding that is still under way, or tried again and again; undefined when there is none. */
export async function readSeedStatus(config: NodeConfig, now: number): Promise<SeedStatus | undefined> {
  try {
    const status = JSON.parse(await readFile(statusFile(config), 'utf8')) as SeedStatus;
    return now - status.at <= FRESH_MS ? status : undefined;
  } catch {
    return undefined;
  }
}

function statusFile(config: NodeConfig): string {
  return join(config.runDir, 'seed.json');
}
