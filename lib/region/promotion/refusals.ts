import { WhenUnsure } from '../../model';
import type { DeploymentPlan } from '../../plan';
import { noCandidate } from './choose';
import { litDataNodes, type DataSetFacts, type Facts } from './facts';
import type { PromotionOptions } from './options';
import { PromotionRefused } from './refused';

/**
 * How many of the new region's data nodes have to know an announcement, so that the old region finds no majority of them that
 * does not: by that it could go on proving itself.
 */
export function mustKnow(facts: Facts): number {
  return Math.ceil(litDataNodes(facts.newNodes).length / 2);
}

/** Everything that stands against a promotion as things are, the weightiest first. Pure. */
export function refusals(
  plan: DeploymentPlan, facts: Facts, options: PromotionOptions, backupsOnly: boolean,
): PromotionRefused[] {
  const { record, target } = facts;
  if (record.moving && record.moving.to !== target) {
    return [new PromotionRefused('other-promotion', `a promotion of ${record.moving.to} is under way (record ${record.epoch}, by ${record.by})`,
      'let it end, or take it back with `redis-ha region abort`')];
  }
  if (record.active === target) {
    return [];
  }
  return [...backupsOnly ? [] : ofCopies(facts, options), ...ofOldRegion(plan, facts, options)];
}

function ofCopies(facts: Facts, options: PromotionOptions): PromotionRefused[] {
  const answering = litDataNodes(facts.newNodes).filter((node) => facts.reports[node] !== undefined);
  return [
    ...answering.length < mustKnow(facts) ? [new PromotionRefused('few-answer',
      `${answering.length} of ${litDataNodes(facts.newNodes).length} data nodes of ${facts.target} answer, ${mustKnow(facts)} have to: `
        + `those that do not could tell ${facts.from} that it is still active`, `bring nodes of ${facts.target} back`)] : [],
    ...facts.dataSets.filter(({ candidates }) => candidates.length === 0).map(({ dataSet }) => noCandidate(dataSet)),
    ...options.force ? [] : facts.dataSets.filter(unlinked).map(({ dataSet, old }) => new PromotionRefused('not-linked',
      `${old!.node} leads data set ${dataSet} and answers, but no copy in ${facts.target} is connected to it: what it took since would be lost`,
      'restore the link between the regions and wait until a copy has caught up, or use --force with --evidence')),
  ];
}

/** Once writes have stopped, a copy can catch up only over a link that is there. */
function unlinked({ old, candidates }: DataSetFacts): boolean {
  return old !== undefined && candidates.length > 0 && !candidates.some(({ follows }) => follows);
}

function ofOldRegion(plan: DeploymentPlan, facts: Facts, options: PromotionOptions): PromotionRefused[] {
  if (plan.regionChange!.whenUnsure !== WhenUnsure.KEEP_WRITING || options.force) {
    return [];
  }
  const unseen = facts.dataSets.filter(({ old }) => old === undefined).map(({ dataSet }) => dataSet);
  return unseen.length === 0 ? [] : [goesOn(facts.from, unseen)];
}

export function goesOn(from: string, dataSets: readonly string[]): PromotionRefused {
  return new PromotionRefused('keeps-writing',
    `${from} goes on taking writes when it is unsure (keep-writing), and its primary of data set ${dataSets.join(', ')} cannot be reached to stop it`,
    'see to it that nobody writes there (stop its instances, close its security group), then use --force with --evidence');
}
