import { choose, leaderless } from './choose';
import type { Run } from './run';
import { activeAlready } from './step-announce';
import { floorsOf } from './step-fence';

/** Says who would lead. Whoever activates chooses again, by what is so then. */
export async function chooseNew(run: Run): Promise<string> {
  const facts = await run.patientFacts(leaderless);
  if (facts.record.active === run.target) {
    return activeAlready(facts.record);
  }
  run.choice = choose(facts.dataSets, run.fenced?.floors ?? floorsOf(facts, facts.record));
  return choiceText(run.choice);
}

export function choiceText(choice: NonNullable<Run['choice']>): string {
  return Object.entries(choice).map(([dataSet, { node, epoch, offset }]) => `data set ${dataSet}: ${node} (epoch ${epoch}, offset ${offset})`).join('; ');
}
