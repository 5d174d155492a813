import { reaches, type Floor } from './choose';
import type { Facts } from './facts';
import { PromotionRefused } from './refused';
import type { Run } from './run';
import { activeAlready } from './step-announce';
import { announced, floorsOf } from './step-fence';

/** Waits until a copy of each data set has everything its fenced primary had. */
export async function catchUp(run: Run): Promise<string> {
  let facts = await run.facts();
  if (facts.record.active === run.target) {
    return activeAlready(facts.record);
  }
  const floors = run.fenced?.floors ?? floorsOf(facts, announced(facts, run.target));
  const { catchUpSeconds = 30, force } = run.options;
  let behind: string[] = [];
  const done = await run.until(catchUpSeconds, async () => {
    facts = await run.facts();
    behind = behindOf(facts, floors);
    return behind.length === 0;
  });
  if (!done && !force) {
    throw new PromotionRefused('not-caught-up', `after ${catchUpSeconds} s ${run.target} does not have all that ${run.from} acknowledged: ${behind.join(', ')}`,
      'try again when the lag is small, allow more time with --catch-up, or give up what is missing with --force and --evidence');
  }
  if (!done) {
    run.warnings.push(`goes on although ${run.target} does not have everything: ${behind.join(', ')}`);
  }
  run.caughtUp = true;
  const count = Object.keys(floors).length;
  return [
    ...count > 0 ? [done ? `${count} data sets have everything` : behind.join(', ')] : [],
    ...facts.dataSets.filter(({ dataSet }) => !floors[dataSet])
      .map(({ dataSet }) => `data set ${dataSet}: no primary confirmed its fence, so there is nothing to wait for`),
  ].join('; ');
}

/** What each data set lacks, for people; empty when nothing. */
export function behindOf({ dataSets }: Facts, floors: Readonly<Record<string, Floor>>): string[] {
  return dataSets.flatMap(({ dataSet, candidates }) => {
    const floor = floors[dataSet];
    if (!floor || candidates.some((candidate) => reaches(candidate, floor))) {
      return [];
    }
    const [best] = candidates;
    return [`data set ${dataSet} ${best ? `(${best.node} at ${best.offset} of ${floor.offset})` : 'has no copy'}`];
  });
}
