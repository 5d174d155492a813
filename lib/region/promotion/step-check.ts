import type { Facts } from './facts';
import { refusals } from './refusals';
import type { PromotionRefused } from './refused';
import type { Run } from './run';

/** What one late answer or one connection that is being made looks like. */
const MOMENTARY = ['few-answer', 'no-candidate', 'not-linked'];

/** @throws PromotionRefused for the weightiest thing that stands against it */
export async function check(run: Run): Promise<string> {
  const against = (facts: Facts): PromotionRefused | undefined => refusals(run.plan, facts, run.options, run.keepsBackupsOnly)[0];
  const facts = await run.patientFacts((seen) => MOMENTARY.includes(against(seen)?.id ?? ''));
  const refused = against(facts);
  if (refused) {
    throw refused;
  }
  return factsText(facts);
}

/** For people, in one line. */
export function factsText({ record, from, target, oldNodes, newNodes, reports, dataSets }: Facts): string {
  const answering = (nodes: Facts['oldNodes']): string =>
    `${nodes.filter(({ name }) => reports[name] !== undefined).length} of ${nodes.length} agents answer in`;
  const moving = record.moving ? `, moving to ${record.moving.to}` : '';
  return [
    `record ${record.epoch}: ${record.active} is active${moving}`,
    `${answering(oldNodes)} ${from}`,
    `${answering(newNodes)} ${target}`,
    ...record.active === target ? [] : dataSets.map(({ dataSet, old, knownOffset, candidates: [best] }) => {
      const beyond = best && knownOffset !== undefined ? `, ${Math.max(0, knownOffset - best.offset)} bytes behind what is known` : '';
      return `data set ${dataSet}: ${old ? `${old.node} leads` : 'nobody answers as primary'}, ${best ? `${best.node} would take over${beyond}` : 'no copy'}`;
    }),
  ].join('; ');
}
