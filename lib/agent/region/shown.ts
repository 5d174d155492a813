import { putBack, sameRecord, type RegionRecord, type Witness } from '../../region';
import type { Log } from '../log';

/**
 * Whether the witness still shows the record this node knows. One that was emptied has no next record either, whatever had been
 * created, so that there is none proves nothing without this one; and it has to be asked for after the next one.
 *
 * Whoever holds a proof of the record while it is missing puts it back (rule R14). What may have been lost above it is at most
 * an announcement younger than that proof. No agent puts an announcement back, and a promotion that finds its own gone ends, so
 * nobody goes on from it.
 *
 * @param holds whether this region may write by it and that is proven now
 * @returns false when it was put back just now: what was asked before proves nothing
 * @throws Error when it is missing and not this node's to put back, or when there is another one of its epoch
 */
export async function isShown(
  { witness, log }: { readonly witness: Witness; readonly log: Log }, known: RegionRecord, holds: () => boolean,
): Promise<boolean> {
  const { epoch } = known;
  const shown = await witness.read(epoch);
  if (shown === undefined && !holds()) {
    throw new Error(`the witness has no region record ${epoch}, which this node knows: it was emptied, or it is another one; `
      + 'if that lasts, `redis-ha region put-back`');
  }
  const stands = shown ?? await putBack(witness, known);
  if (!sameRecord(stands, known)) {
    throw new Error(`the witness shows another region record ${epoch} (by ${stands.by}) than this node knows (by ${known.by}): it was emptied `
      + 'and written anew; `redis-ha region put-back` makes one above both');
  }
  if (shown === undefined) {
    log('region-record-restored', { epoch, reason: 'the witness had lost it' });
  }
  return shown !== undefined;
}
