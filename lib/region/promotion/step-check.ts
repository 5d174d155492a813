import type { Facts } from './facts';
import { permitted } from './permitted';
import type { Run } from './run';

/** @throws PromotionRefused for the weightiest thing that stands against it */
export async function check(run: Run): Promise<string> {
  return factsText(await permitted(run));
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
