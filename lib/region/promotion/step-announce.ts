import { sameRecord, type RegionRecord } from '../record';
import { litDataNodes } from './facts';
import { permitted } from './permitted';
import { mustKnow } from './refusals';
import { PromotionRefused } from './refused';
import { messageOf, type Run } from './run';

/** How long nodes of the new region are asked to take note, in seconds. */
const TAKE_NOTE_SECONDS = 20;

/** Creates the announcement, or finds that it stands, and tells it to everybody. */
export async function announce(run: Run): Promise<string> {
  const facts = await permitted(run);
  if (facts.record.active === run.target) {
    return activeAlready(facts.record);
  }
  const stands = facts.record.moving !== undefined;
  const record = stands ? facts.record : await create(run, facts.record);
  run.announcedHere ||= !stands;
  const wanted = run.keepsBackupsOnly ? 0 : mustKnow(facts);
  const lit = litDataNodes(facts.newNodes);
  let told: string[] = [];
  await run.until(TAKE_NOTE_SECONDS, async () => {
    told = await run.tellAll(record);
    return lit.filter((node) => told.includes(node)).length >= wanted;
  });
  const heard = lit.filter((node) => told.includes(node)).length;
  if (heard < wanted) {
    throw new PromotionRefused('few-heard', `record ${record.epoch} stands, but only ${heard} of ${lit.length} data nodes of ${run.target} took note of it, ${wanted} have to`,
      'bring nodes back and repeat the command, or take it back with `redis-ha region abort`');
  }
  run.announcedAt ??= run.port.monotonic();
  return `record ${record.epoch} ${stands ? `stands, by ${record.by}: this goes on with it` : 'created'}; ${told.length} agents know it`;
}

async function create(run: Run, newest: RegionRecord): Promise<RegionRecord> {
  const next: RegionRecord = {
    ...newest, epoch: newest.epoch + 1, moving: { to: run.target }, changedAt: run.port.timeOfDay(), by: run.by,
  };
  const stands = await run.port.witness.create(next).catch((failure: unknown) => {
    throw new PromotionRefused('announcement-unknown', `whether record ${next.epoch} stands is unknown (${messageOf(failure)})`,
      'repeat the command: it goes on from what stands; `redis-ha region abort` takes it back');
  });
  if (!sameRecord(stands, next)) {
    throw lost(stands);
  }
  return stands;
}

export function activeAlready({ epoch, active }: RegionRecord): string {
  return `${active} is active since record ${epoch}: nothing to do`;
}

function lost({ epoch, by, active, moving }: RegionRecord): PromotionRefused {
  return new PromotionRefused('lost-race', `record ${epoch} was created by another at the same moment, by ${by}: `
    + (moving ? `${moving.to} is being promoted` : `${active} is active`),
  'this command changed nothing; watch the other with `redis-ha region status`, or repeat the command to go on with it should it have ended half way');
}
