import { keySlot } from '../../cluster';
import type { RdbListener } from '../../rdb';
import type { BackupShard } from '../manifest';
import { ownedSlots } from '../restore/strays';

/** Looks whether the keys of a Cluster's shard are of its slots while they pass. */
export class StrayKeys implements RdbListener {
  public readonly sampled = true;
  private readonly owned: Uint8Array;
  private seen = 0;
  private strays = 0;

  constructor(private readonly shard: number, slots: BackupShard['slots'], private readonly source: string) {
    this.owned = ownedSlots(slots);
  }

  public key(key: Buffer): boolean {
    this.seen += 1;
    this.strays += this.owned[keySlot(key)] === 0 ? 1 : 0;
    return false;
  }

  /** @throws Error when most keys are of other slots: a move that was cut off leaves some, not most */
  public requireOwn(): void {
    if (this.strays * 2 > this.seen) {
      throw new Error(`${this.strays} of ${this.seen} keys that ${this.source} sent are of slots that shard ${this.shard} does not own: it has another `
        + 'shard\'s data; compare CLUSTER NODES of all its members');
    }
  }

  public get findings(): string[] {
    return this.strays === 0 ? [] : [
      `${this.strays} of ${this.seen} keys looked at in shard ${this.shard} are of slots it does not own: a move of slots that was cut off left them `
      + 'there, no client sees them, and a restore leaves them out',
    ];
  }
}
