import { RegionStrategy } from '../../model';
import { planOf, type DeploymentPlan } from '../../plan';

export enum StepId {
  CHECK = 'check',
  START = 'start',
  ANNOUNCE = 'announce',
  FENCE = 'fence',
  CATCH_UP = 'catch-up',
  CHOOSE = 'choose',
  ACTIVATE = 'activate',
  RESTORE = 'restore',
  VERIFY = 'verify',
  NAMES = 'names',
  OLD_REGION = 'old-region',
}

/** One step of a promotion, for people and for whatever runs it. */
export interface PromotionStep {
  readonly id: StepId;
  readonly title: string;
  readonly why: string;
  readonly does: string;
  /** Changes nothing anywhere. */
  readonly readOnly: boolean;
  /** Runs this step alone, on a node of the region that is promoted. */
  readonly command: string;
}

/** In the order in which they are done. Dry run, progress, Markdown and SSM document are all made of these. */
export function stepsOf(plan: DeploymentPlan, target: string): PromotionStep[] {
  const change = plan.regionChange!;
  const from = planOf(plan, target).regions[1]!.name;
  const step = (id: StepId, title: string, why: string, does: string, readOnly = false): PromotionStep => ({
    id, title, why, does, readOnly, command: `redis-ha-agent region ${id} --target ${target}`,
  });
  const stops = change.promise.oldRegionStopsSeconds;
  const all = [
    step(StepId.CHECK, `Look at both regions and at the record`,
      'what would be lost, and whether anything stands against it, is known before anything changes',
      `asks every agent and the witness, compares epochs and offsets of ${target} with those of ${from}, and refuses what could not end well`, true),
    step(StepId.START, `Start the nodes of ${target} that do not run`,
      'a pilot light keeps one copy of each data set; a region that serves needs its replicas and its Sentinels',
      'raises their capacity and waits until their agents answer; while the old region lives also until they have copied the data'),
    step(StepId.ANNOUNCE, `Announce that ${from} is being left`,
      'from here on no agent that asks finds leave to write, and of two promotions at once only one can go on',
      `creates the next region record with "moving": {"to": "${target}"} in the witness and tells it to every agent that answers`),
    step(StepId.FENCE, `See that ${from} takes no writes any longer`,
      'two regions must never both acknowledge writes',
      `waits until every data node of ${from} confirms that it refuses writes, or for ${stops} s, after which one that cannot be reached has stopped by itself`
        + (change.whenUnsure === 'keep-writing' ? ' unless it was told to go on (keep-writing): then it has to be reached, or forced with evidence' : '')),
    step(StepId.CATCH_UP, `Wait until ${target} has everything`,
      'a planned move loses no acknowledged write',
      `waits until a copy of each data set has the offset at which its primary stopped; gives the writes back to ${from} when that takes too long. `
        + `Of primaries that do not answer there is nothing to wait for`),
    step(StepId.CHOOSE, `Choose the new primaries`,
      'the copy with the newest data loses least',
      'compares epoch, then offset, then name of each copy; one that is empty or is being copied to is never chosen', true),
    step(StepId.ACTIVATE, `Put ${target} in charge`,
      'this is the moment that cannot be taken back; until then `redis-ha region abort` can',
      `creates the next region record with "active": "${target}", the new primaries and an epoch above all others, and tells it to every agent`),
    step(StepId.VERIFY, `See that ${target} takes writes`,
      'a promotion has ended when clients are served',
      'waits until every new primary says that it takes writes, and its replicas are linked', true),
    step(StepId.NAMES, `Lead clients to ${target}`,
      'names that clients use still mean the old region',
      'changes the DNS records, where they are configured; otherwise says where clients have to go'),
    step(StepId.OLD_REGION, `Tell ${from} what it is now`,
      'it must not come back as a second primary',
      `tells the record to its agents; each becomes a standby of ${target} by itself as soon as it hears, and discards what was beyond`),
  ];
  if (change.strategy === RegionStrategy.BACKUP_RESTORE) {
    const kept = [StepId.CHECK, StepId.ANNOUNCE, StepId.FENCE];
    return [...all.filter(({ id }) => kept.includes(id)), step(StepId.RESTORE, `Make a deployment in ${target} from the copied backups`,
      `${target} keeps copied backups only`, 'says what to deploy; `redis-ha region abort` gives the writes back to the old region instead', true)];
  }
  return all.filter(({ id }) => id !== StepId.START || change.strategy === RegionStrategy.PILOT_LIGHT);
}
