import { InvalidInput } from '../../model';
import { allNodes } from '../../plan';
import { putBack } from '../put-back';
import { sameRecord, type RegionRecord } from '../record';
import { newestRecord } from '../witness';
import { checkEvidence, type PromotionOptions } from './options';
import type { PromotionPort } from './port';
import { PromotionRefused } from './refused';

/** What stands after records were put back. */
export interface PutBack {
  readonly record: RegionRecord;
  /** The witness has every record that a node which answers knows: nothing was changed. */
  readonly nothingToDo: boolean;
  /** Agents that know the record. */
  readonly told: string[];
}

/**
 * Gives an emptied witness a record again: one above the newest that any node knows, with the same region in charge and no
 * promotion under way, and copies of it below. A promotion that was under way has ended with that, and can be begun again.
 *
 * @throws PromotionRefused while a node does not answer, which may know a newer record, unless forced; when nobody knows a
 * record; or when somebody else was sooner
 */
export async function putRecordsBack(port: PromotionPort, options: PromotionOptions): Promise<PutBack> {
  const { plan, witness } = port;
  const { by = 'unknown', force = false, evidence } = options;
  checkEvidence(options);
  if (!plan.regionChange) {
    throw new InvalidInput('plan', `${plan.name} has one region`, 'it has no witness');
  }
  const nodes = allNodes(plan);
  const reports = await port.look(nodes.map(({ name }) => name));
  const known = Object.values(reports).flatMap(({ region }) => region ?? []).sort((a, b) => b.epoch - a.epoch)[0];
  const stands = await newestRecord(witness);
  const tell = (record: RegionRecord): Promise<string[]> => port.tell(record, nodes.map(({ name }) => name));
  if (stands && stands.epoch >= (known?.epoch ?? 0)) {
    return { record: stands, nothingToDo: true, told: await tell(stands) };
  }
  if (!known) {
    throw new PromotionRefused('no-record', `neither the witness nor a node that answers knows a region record of ${plan.name}`,
      'bring nodes back; a deployment has a first record as soon as it is formed');
  }
  const silent = nodes.filter(({ name, dormant }) => !dormant && !reports[name]).map(({ name }) => name);
  if (silent.length > 0 && !force) {
    throw new PromotionRefused('few-answer', `${silent.join(', ')} do not answer, and may know a newer record than ${known.epoch}`,
      'bring them back, or see to it that nobody takes writes there and use --force with --evidence');
  }
  const next: RegionRecord = {
    ...known, epoch: known.epoch + 1, moving: undefined, changedAt: port.timeOfDay(),
    by: `${by}, who put the records back${evidence === undefined ? '' : `: ${evidence}`}`,
  };
  const created = await putBack(witness, next);
  if (!sameRecord(created, next)) {
    throw new PromotionRefused('lost-race', `record ${created.epoch} was created by another at the same moment, by ${created.by}`,
      'look with `redis-ha region status`');
  }
  return { record: created, nothingToDo: false, told: await tell(created) };
}
