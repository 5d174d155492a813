import type { Settings } from '../../lib/model';
import type { FailoverEvidence } from './failover-evidence';
import { table } from './table';

/** What each data node holds, as a table. */
export function failoverTable({ nodes, primary }: FailoverEvidence): string {
  return table([['node', 'data', 'epoch', 'offset', 'keys', 'last good'], ...nodes.map((held) => [
    `${held.node}${held.node === primary ? ' (primary)' : ''}`,
    ...(held.reachable
      ? [held.hasData ? 'yes' : 'no', String(held.epoch), String(held.offset), String(held.keys),
        held.lastGoodAt > 0 ? new Date(held.lastGoodAt).toISOString() : '']
      : ['no answer', '', '', '', '']),
  ])]);
}

/** What is lost and what is not known, for the one who decides. */
export function failoverWarnings({ nodes, primary, node, why }: FailoverEvidence, settings: Settings, now: number): string[] {
  const chosen = nodes.find((held) => held.node === node);
  const silent = nodes.filter((held) => !held.reachable && held.node !== primary).map((held) => held.node);
  return [
    node === undefined ? why : `proposed: ${node} becomes primary; ${why}`,
    ...(chosen && chosen.lastGoodAt > 0
      ? [`warning: ${node} last heard ${primary} ${((now - chosen.lastGoodAt) / 1000).toFixed(1)} s ago: what was written there since is lost`]
      : []),
    ...(silent.length > 0 ? [`warning: ${silent.join(', ')} did not answer and may hold newer data`] : []),
    ...(nodes.find((held) => held.node === primary)?.reachable ? []
      : [`warning: the agent of ${primary} does not answer: writes begin when it must have fenced itself, ${settings.fenceAfterSeconds + 2} s later`,
        `warning: a ${primary} without an agent that is also cut off from here does not fence itself: ${settings.minReplicasToWrite > 0
          ? `it takes writes until it has fewer than ${settings.minReplicasToWrite} linked replicas (min-replicas-to-write)`
          : 'with this plan (min-replicas-to-write 0) it takes writes without a bound, and they are lost'}`]),
  ];
}
