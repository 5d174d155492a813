import { recordText, type RegionRecord } from '../record';
import { EPOCHS_AHEAD } from '../epochs-ahead';
import { choose, leaderless } from './choose';
import type { Facts } from './facts';
import { PromotionRefused } from './refused';
import { messageOf, type Run } from './run';
import { activeAlready } from './step-announce';
import { behindOf, catchUp } from './step-catch-up';
import { choiceText } from './step-choose';
import { announced, fence } from './step-fence';

/**
 * Creates the record that puts the target in charge, once. What it relies on is seen to again, unless this process has just
 * done so.
 */
export async function activate(run: Run): Promise<string> {
  const before = await run.facts();
  if (before.record.active === run.target) {
    run.activeSince = before.record.epoch;
    return activeAlready(before.record);
  }
  announced(before, run.target);
  if (!run.fenced) {
    await fence(run);
  }
  if (!run.caughtUp) {
    await catchUp(run);
  }
  const facts = await run.patientFacts(leaderless);
  return facts.record.active === run.target ? foundActive(run, facts.record) : create(run, facts);
}

async function create(run: Run, facts: Facts): Promise<string> {
  const announcement = announced(facts, run.target);
  const { epoch, floors } = run.fenced!;
  if (announcement.epoch !== epoch) {
    throw new PromotionRefused('announced-anew', `record ${announcement.epoch} (by ${announcement.by}) announces the promotion anew; the old region was seen to stop for record ${epoch}`,
      'repeat the command: it goes on from the new announcement');
  }
  const behind = run.options.force ? [] : behindOf(facts, floors);
  if (behind.length > 0) {
    throw new PromotionRefused('copy-lost', `a copy that had everything is gone: ${behind.join(', ')}`, 'bring it back and repeat the command');
  }
  const choice = choose(facts.dataSets, floors);
  const highest = Math.max(announcement.roleEpoch, ...Object.values(facts.reports).map(({ highestEpoch }) => highestEpoch));
  const next: RegionRecord = {
    ...announcement, moving: undefined, epoch: epoch + 1, active: run.target,
    primaries: Object.fromEntries(Object.entries(choice).map(([dataSet, { node }]) => [dataSet, node])),
    roleEpoch: highest + EPOCHS_AHEAD, changedAt: run.port.timeOfDay(), by: run.by,
  };
  const stands = await run.port.witness.create(next).catch((failure: unknown) => {
    throw new PromotionRefused('activation-unknown', `whether record ${next.epoch} stands is unknown (${messageOf(failure)})`,
      'repeat the command: it goes on from what stands');
  });
  if (stands.active !== run.target) {
    throw new PromotionRefused('taken-back',
      `the promotion was taken back by ${stands.by} (record ${stands.epoch}): ${stands.active} is active`,
      'begin again with `redis-ha region promote` if it is still wanted');
  }
  if (recordText(stands) !== recordText(next)) {
    return foundActive(run, stands);
  }
  Object.assign(run, { choice, decidedOn: facts, activeSince: stands.epoch });
  const told = await run.tellAll(stands);
  return `record ${stands.epoch} created; ${choiceText(choice)}; ${told.length} agents know it`;
}

async function foundActive(run: Run, record: RegionRecord): Promise<string> {
  Object.assign(run, { activatedBy: record.by, activeSince: record.epoch });
  await run.tellAll(record);
  return `${activeAlready(record)}: ${record.by} was sooner`;
}
