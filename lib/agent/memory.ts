import { readFile } from 'node:fs/promises';
import type { Ballast } from './ballast';
import { writeAtomically } from './write-atomically';

/** How far a node is in the life of its deployment. */
export type LifeState = 'forming' | 'initialised';

/** What a node remembers on its data volume across any crash. */
export interface Memory {
  readonly deploymentId: string;
  readonly state: LifeState;
  /** Highest epoch at which this node knew the primary. */
  readonly epoch: number;
  /** Role at that epoch. */
  readonly role: 'primary' | 'replica' | 'none';
  readonly replicationId: string;
  readonly offset: number;
  /** Milliseconds since the epoch at which it was primary or linked to the primary. */
  readonly lastGoodAt: number;
  /** Keys it held then: data that vanished from under this memory is noticed by it. */
  readonly keys: number;
  /** It died or stopped as primary and has not been a linked replica since (rule R3). */
  readonly abdicating: boolean;
  /** When a failover was last asked for because a primary had crashed, by whomever (rule R6). @default - never */
  readonly crashFailoverAt?: number;
  /** Cluster: id of the server this is the memory of; another id at its address is another node, without its data. */
  readonly clusterId?: string;
  /** When this node last asked for a failover at once (rule R6), in milliseconds since the epoch. */
  readonly replacedAt?: number;
  /** Cluster: when this node last had to copy all of its data from another one, in milliseconds since the epoch. */
  readonly copiedAt?: number;
  /** Cluster: when this node last took over its shard, in milliseconds since the epoch. */
  readonly ledAt?: number;
  /** Id of the backup that this volume was seeded with, once its server had loaded all of it (rule R4). @default - none */
  readonly restored?: string;
}

/**
 * The memory of a node that has just joined a deployment being formed.
 *
 * @param restored the backup that is on this volume, whatever deployment it joins
 */
export function formingMemory(deploymentId: string, restored?: string): Memory {
  return {
    deploymentId, state: 'forming', epoch: 0, role: 'none', replicationId: '', offset: 0, lastGoodAt: 0, keys: 0, abdicating: false,
    ...(restored === undefined ? {} : { restored }),
  };
}

/** The node's memory on disk; changes of state, role or epoch are forced to disk, moving offsets are not. */
export class MemoryFile {
  private current?: Memory;
  private text = '';

  /** @param ballast gives way when the disk is full */
  constructor(private readonly file: string, private readonly ballast?: Ballast) {}

  /** @throws Error when the file is there but cannot be understood: guessing would risk data */
  public async load(): Promise<Memory | undefined> {
    try {
      this.text = await readFile(this.file, 'utf8');
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code === 'ENOENT') {
        this.text = '';
        this.current = undefined;
        return undefined;
      }
      throw failure;
    }
    this.current = parse(this.text);
    if (!this.current) {
      throw new Error(`${this.file} is damaged: restore it, or empty this node's whole data volume so that it copies from the primary`);
    }
    return this.current;
  }

  public get(): Memory | undefined {
    return this.current;
  }

  public async save(next: Memory): Promise<void> {
    const before = this.current;
    const text = `${JSON.stringify(next)}\n`;
    if (text === this.text) {
      return;
    }
    const durable = !before || before.state !== next.state || before.role !== next.role || before.epoch !== next.epoch
      || before.deploymentId !== next.deploymentId || before.abdicating !== next.abdicating
      || before.crashFailoverAt !== next.crashFailoverAt
      || before.clusterId !== next.clusterId || before.replacedAt !== next.replacedAt || before.restored !== next.restored;
    const write = (): Promise<void> => writeAtomically(this.file, text, { durable });
    await (this.ballast ? this.ballast.guard(write) : write());
    this.current = next;
    this.text = text;
  }
}

/** Undefined for anything but a whole memory: half of one would be believed. */
function parse(text: string): Memory | undefined {
  try {
    const { deploymentId, state, epoch, role, offset, keys, abdicating } = JSON.parse(text) as Memory;
    const whole = typeof deploymentId === 'string' && deploymentId !== '' && ['forming', 'initialised'].includes(state)
      && ['primary', 'replica', 'none'].includes(role) && [epoch, offset, keys].every(Number.isFinite) && typeof abdicating === 'boolean';
    return whole ? JSON.parse(text) as Memory : undefined;
  } catch {
    return undefined;
  }
}
