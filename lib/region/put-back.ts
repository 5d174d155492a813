import type { RegionRecord } from './record';
import type { Witness } from './witness';

/**
 * Puts a record back into a witness that has lost it, and in place of each one below that is missing a copy of it: whoever goes
 * up from an older record, or from none, finds the newest, and on the way nothing that it does not say itself. The lowest goes
 * first: as long as the last one is missing, somebody who notices begins again.
 *
 * @returns what stands now at the record's epoch: the record itself, or another's
 * @throws Error when that cannot be known
 */
export async function putBack(witness: Witness, record: RegionRecord): Promise<RegionRecord> {
  for (let epoch = 1; epoch < record.epoch; epoch += 1) {
    await witness.create({ ...record, epoch });
  }
  return witness.create(record);
}
