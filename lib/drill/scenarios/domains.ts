import { TopologyKind } from '../../model';
import { NodeRole, type DeploymentPlan } from '../../plan';

/** Why the loss of that domain is not survived, whoever is primary; undefined when it is. */
export function lossOfDomain(plan: DeploymentPlan, domain: string): string | undefined {
  const data = plan.nodes.filter((node) => node.roles.includes(NodeRole.DATA));
  const shards = new Set(data.map(({ shard }) => shard));
  const bare = [...shards].find((shard) => data.every((node) => node.shard !== shard || node.failureDomain === domain));
  if (data.length === 0 || bare !== undefined || shards.size === 0) {
    return `every copy of ${bare === undefined ? 'the data' : `shard ${bare}`} is in ${domain}`;
  }
  if (data.every(({ failureDomain }) => failureDomain === domain)) {
    return `every copy of the data is in ${domain}`;
  }
  const { kind, sentinels } = plan.topology;
  const lost = plan.nodes.filter((node) => node.failureDomain === domain && node.roles.includes(NodeRole.SENTINEL)).length;
  return kind === TopologyKind.SENTINEL && lost >= sentinels / 2 ? `${domain} has ${lost} of ${sentinels} Sentinels` : undefined;
}
