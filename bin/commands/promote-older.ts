import type { Proposal, RememberedNode } from '../../lib/agent/sentinel/proposal';

/**
 * What is lost by promoting a node that is not the one with the newest data.
 *
 * @returns an empty text when the chosen node is as new
 */
export function olderThanNewest({ nodes, newest }: Proposal, chosen: string): string {
  const [mine, best] = [chosen, newest].map((name) => nodes.find(({ node }) => node === name));
  if (!mine || !best || mine === best) {
    return '';
  }
  const behind = differences(mine, best);
  return behind.length === 0 ? '' : `${mine.node} is older than ${best.node}: ${behind.join(', ')}; `
    + `what only ${best.node} holds is lost when it returns as a replica`;
}

/** In the order that decides: an epoch says more than who was primary in it, and that more than an offset. */
function differences(mine: RememberedNode, best: RememberedNode): string[] {
  const found: string[] = [];
  if (mine.epoch !== best.epoch) {
    found.push(`epoch ${mine.epoch}, not ${best.epoch}`);
  } else if (mine.role !== best.role && best.role === 'primary') {
    found.push(`${mine.role} of epoch ${mine.epoch}, not its primary`);
  }
  if (mine.offset < best.offset) {
    found.push(`offset ${mine.offset}, not ${best.offset}`);
  }
  if (found.length > 0 && mine.keys < best.keys) {
    found.push(`${mine.keys} keys, not ${best.keys}`);
  }
  if (found.length > 0 && mine.lastGood < best.lastGood) {
    found.push(`last good ${mine.lastGood || 'never'}, not ${best.lastGood}`);
  }
  return found;
}
