import type { Finding } from './deployment-plan';
import { NodeRole } from './deployment-plan';
import { error, warning, type Reviewed } from './finding';
import { nodesWith } from './placement';

/** What the loss of a failure domain leaves of Sentinels and data. */
export function sentinelFindings({ spec, domains, nodes, settings }: Reviewed): Finding[] {
  const sentinels = nodesWith(nodes, NodeRole.SENTINEL);
  const majority = Math.floor(sentinels.length / 2) + 1;
  const { quorum } = spec.topology;
  const found: Finding[] = [];
  for (const domain of domains) {
    const left = sentinels.filter((node) => node.failureDomain !== domain).length;
    const replicasLeft = nodesWith(nodes, NodeRole.DATA).slice(1).filter((node) => node.failureDomain !== domain).length;
    if (left < Math.max(majority, quorum) && replicasLeft === 0) {
      found.push(error('domain-takes-everything', 'topology',
        `the loss of ${domain} takes every replica and leaves ${left} of ${sentinels.length} Sentinels, too few for a failover`,
        `use ${quorum > majority ? `a quorum of ${majority}` : 'three failure domains'} or more replicas`));
      continue;
    }
    if (left >= majority && left < quorum) {
      found.push(warning('domain-holds-quorum', 'topology.quorum',
        `the loss of ${domain} leaves ${left} of ${sentinels.length} Sentinels, fewer than the quorum of ${quorum}, so nothing fails over`,
        `use a quorum of ${majority}`));
    }
    if (left < majority) {
      found.push(warning('domain-holds-majority', 'failureDomains',
        `the loss of ${domain} leaves ${left} of ${sentinels.length} Sentinels, no majority, so nothing fails over`,
        `use three failure domains${spec.topology.sentinels > 3 ? ' or fewer Sentinels' : ''}; until then `
          + '`redis-ha promote --evidence` is the way out'));
    }
  }
  if (spec.topology.replicas === 1) {
    found.push(warning('one-replica', 'topology.replicas',
      settings.minReplicasToWrite === 0
        ? 'with one replica min-replicas-to-write is off (it would make the survivor of a failure unwritable), so a primary '
          + `cut off with its clients is stopped only by its agent, after ${settings.fenceAfterSeconds + 2} s`
        : 'with one replica and min-replicas-to-write the survivor of a failure refuses writes until its peer returns',
      'use two replicas'));
  }
  return found;
}
