import { NodeRole, type Finding, type PlanNode } from './deployment-plan';
import { error, warning, type Reviewed } from './finding';
import { nodesWith } from './placement';

/** Where the votes and the copies of each shard are. */
export function clusterFindings({ spec, domains, nodes }: Reviewed): Finding[] {
  const { shards, replicas } = spec.topology;
  const data = nodesWith(nodes, NodeRole.DATA);
  const moved = spec.moved !== undefined;
  const found = [...copyFindings(data, domains, replicas, moved), ...voteFindings(data, domains, shards, moved)];
  if (replicas === 0) {
    found.push(warning('no-replicas', 'topology.replicas',
      'without replicas nothing fails over: the loss of a node is the loss of its slots until it returns, and of their data if its '
        + 'volume is lost, which only a backup brings back',
      'use one replica or more'));
  }
  return found;
}

/** Only a majority of primaries elects: half of them is not enough. */
function voteFindings(data: PlanNode[], domains: string[], shards: number, moved: boolean): Finding[] {
  const first = data.filter((node, index) => data.findIndex((other) => other.shard === node.shard) === index);
  const majority = Math.floor(shards / 2) + 1;
  const fix = domains.length < 3
    ? 'use three failure domains'
    : `use ${shards % 2 === 0 ? `${shards - 1} or ${shards + 1} shards, or ` : ''}${shards === 4 ? 'four' : 'more'} failure domains`;
  const field = domains.length < 3 ? 'failureDomains' : moved ? 'moved' : 'topology.shards';
  return domains.flatMap((domain) => {
    const left = first.filter((node) => node.failureDomain !== domain).length;
    return left >= majority ? [] : [warning('domain-holds-primaries', field,
      `the loss of ${domain} leaves ${left} of ${shards} primaries, no majority, so nothing fails over until it is back`, fix)];
  });
}

function copyFindings(data: PlanNode[], domains: string[], replicas: number, moved: boolean): Finding[] {
  const crowded = data.find((node, index) =>
    data.some((other, earlier) => earlier < index && other.shard === node.shard && other.failureDomain === node.failureDomain));
  if (!crowded) {
    return [];
  }
  const reason = `shard ${crowded.shard} would have two of its ${replicas + 1} copies in ${crowded.failureDomain}, which fail together`;
  return [moved && replicas < domains.length
    ? error('copies-share-domain', 'moved', reason, 'move the node to a domain without a copy of its shard')
    : error('copies-share-domain', 'topology.replicas', reason,
      `use ${domains.length === 2 ? '1 replica' : `at most ${domains.length - 1} replicas`}, or at least ${replicas + 1} failure domains`)];
}
