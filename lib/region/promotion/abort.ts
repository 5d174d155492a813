import { InvalidInput } from '../../model';
import { allNodes } from '../../plan';
import { sameRecord, type RegionRecord } from '../record';
import { newestRecord } from '../witness';
import type { PromotionPort } from './port';
import { PromotionRefused } from './refused';

/** What stands after an abort. */
export interface Aborted {
  readonly record: RegionRecord;
  /** Nobody was moving: nothing was changed. */
  readonly nothingToDo: boolean;
  /** Agents that know the record. */
  readonly told: string[];
}

/**
 * Puts the region that was being left back in charge, by a newer record. Possible until another one was activated.
 *
 * @param onlyOf take back only an announcement whose `by` begins so. @default - whoever's it is
 * @throws PromotionRefused when it is another's, or somebody else was sooner
 */
export async function abort(port: PromotionPort, by: string, onlyOf = ''): Promise<Aborted> {
  const { plan, witness } = port;
  if (!plan.regionChange) {
    throw new InvalidInput('plan', `${plan.name} has one region`, 'there is nothing to take back');
  }
  const newest = await newestRecord(witness);
  if (!newest) {
    throw new PromotionRefused('no-record', `the witness has no region record of ${plan.name}`,
      'name the witness that the nodes use; when it was emptied, use `redis-ha region put-back`');
  }
  const everybody = allNodes(plan).map(({ name }) => name);
  if (!newest.moving) {
    return { record: newest, nothingToDo: true, told: await port.tell(newest, everybody) };
  }
  if (!newest.by.startsWith(onlyOf)) {
    throw new PromotionRefused('other-promotion', `record ${newest.epoch} is by ${newest.by}: that promotion goes on`,
      'it is not taken back; look with `redis-ha region status`');
  }
  const next: RegionRecord = { ...newest, epoch: newest.epoch + 1, moving: undefined, changedAt: port.timeOfDay(), by };
  const stands = await witness.create(next);
  if (!sameRecord(stands, next)) {
    throw new PromotionRefused('lost-race', `record ${stands.epoch} was created by another at the same moment, by ${stands.by}: `
      + (stands.moving ? `moving to ${stands.moving.to}` : `${stands.active} is active`), 'look with `redis-ha region status`');
  }
  return { record: stands, nothingToDo: false, told: await port.tell(stands, everybody) };
}
