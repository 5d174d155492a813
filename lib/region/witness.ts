import type { RegionRecord } from './record';

/** Where region records are kept: in a third place, so that the loss of either region leaves it. */
export interface Witness {
  /**
   * The record of that epoch. That there is none is a proof: at the moment it was asked, nobody had created it.
   *
   * @returns undefined when there is none
   * @throws Error when the witness cannot be asked, or what it answered is no record
   */
  read(epoch: number): Promise<RegionRecord | undefined>;
  /**
   * Creates a record, unless there is one of its epoch.
   *
   * @returns the record of that epoch which stands now: the given one, or another's
   * @throws Error when that cannot be known; the record may stand all the same
   */
  create(record: RegionRecord): Promise<RegionRecord>;
}

/**
 * The newest record.
 *
 * @param known epoch to begin at, that of a record that is known to be there. @default - from the first
 * @returns undefined when there is none
 */
export async function newestRecord(witness: Witness, known = 1): Promise<RegionRecord | undefined> {
  let newest: RegionRecord | undefined;
  for (let epoch = known; ; epoch += 1) {
    const record = await witness.read(epoch);
    if (record === undefined) {
      return newest;
    }
    newest = record;
  }
}
