import type { Facts } from './facts';
import { refusals } from './refusals';
import type { PromotionRefused } from './refused';
import type { Run } from './run';

/** What one late answer or one connection that is being made looks like. */
const MOMENTARY = ['few-answer', 'no-candidate', 'not-linked'];

/** Everything as it is now. @throws PromotionRefused for the weightiest thing that stands against the promotion, and stays */
export async function permitted(run: Run): Promise<Facts> {
  const against = (facts: Facts): PromotionRefused | undefined => refusals(run.plan, facts, run.options, run.keepsBackupsOnly)[0];
  const facts = await run.patientFacts((seen) => MOMENTARY.includes(against(seen)?.id ?? ''));
  const refused = against(facts);
  if (refused) {
    throw refused;
  }
  return facts;
}
