import type { DeploymentPlan } from '../plan';
import { dataSetsOf, observedOf, servingPrimary, type DataSet } from './data-sets';
import type { Problem } from './diagnosis';
import type { DataNodeObservation, Observation } from './observation';

const ALL_SLOTS = 16384;

/** What is not as planned where the Cluster has the say. */
export function clusterProblems(plan: DeploymentPlan, observation: Observation): Problem[] {
  return [
    ...dataSetsOf(plan).flatMap((set) => shardProblems(plan, set, observedOf(observation, set))),
    ...observation.dataNodes.filter(({ reachable }) => reachable).flatMap(memberProblems),
    ...spreadProblems(plan, observation),
  ];
}

function shardProblems(plan: DeploymentPlan, set: DataSet, nodes: DataNodeObservation[]): Problem[] {
  const found: Problem[] = [];
  const owners = nodes.filter(({ reachable, role, cluster }) => reachable && role === 'primary' && (cluster?.slots ?? 0) > 0);
  const serving = servingPrimary(nodes);
  if (!serving) {
    found.push({ id: 'primary-not-serving', subject: set.title, reason: 'has no primary that answers and that the Cluster agrees on',
      fix: 'wait for the failover or for its restart; then run doctor again' });
  }
  if (owners.length > 1) {
    found.push({ id: 'second-primary', subject: set.title, reason: `${owners.map(({ node }) => node).join(' and ')} both claim its slots`,
      fix: 'wait until the older one has heard of the newer; the Cluster settles it by their epochs' });
  }
  if (serving && serving.minReplicas > plan.settings.minReplicasToWrite) {
    found.push({ id: 'fenced', subject: serving.node, reason: 'its agent has stopped writes, because the Cluster does not agree on it (rule R7)',
      fix: 'restore its way to the other primaries' });
  }
  return found;
}

function memberProblems({ node, cluster }: DataNodeObservation): Problem[] {
  if (!cluster) {
    return [{ id: 'cluster-silent', subject: node, reason: 'does not say what it knows of the Cluster', fix: 'look at its log' }];
  }
  const found: Problem[] = [];
  const add = (id: string, reason: string, fix: string): void => { found.push({ id, subject: node, reason, fix }); };
  if (!cluster.ok) {
    add('cluster-down', 'says that the Cluster is down', 'bring primaries back until a majority of them answers');
  }
  if (cluster.slotsAssigned !== ALL_SLOTS) {
    add('slots-uncovered', `knows an owner for ${cluster.slotsAssigned} of ${ALL_SLOTS} slots`, 'wait for the shard that owned the rest, or restore it');
  }
  if (cluster.failing.length > 0) {
    add('calls-failing', `calls ${cluster.failing.join(', ')} failing`, 'start it, or look at its network');
  }
  if (cluster.missing.length > 0) {
    add('members-unknown', `does not know ${cluster.missing.join(', ')}`, 'wait until their agents have introduced them');
  }
  if (cluster.strangers.length > 0) {
    add('strangers', `knows members that are no node of the plan: ${cluster.strangers.join(', ')}`, 'wait until its agent has had them forgotten');
  }
  if (cluster.moving > 0) {
    add('slots-moving', `has ${cluster.moving} slots under way`, 'let `redis-ha cluster scale` come to its end, or run it again');
  }
  return found;
}

/** Failovers drift primaries together: then the loss of that domain ends the votes (rule R12). */
function spreadProblems(plan: DeploymentPlan, observation: Observation): Problem[] {
  const primaries = observation.dataNodes.filter(({ role, cluster }) => role === 'primary' && (cluster?.slots ?? 0) > 0);
  const domainOf = (name: string): string | undefined => plan.nodes.find((node) => node.name === name)?.failureDomain;
  return plan.failureDomains.flatMap((domain) => {
    const held = primaries.filter(({ node }) => domainOf(node) === domain);
    return held.length * 2 > primaries.length && primaries.length > 1 ? [{
      id: 'domain-holds-primaries', subject: domain,
      reason: `holds ${held.length} of ${primaries.length} primaries (${held.map(({ node }) => node).join(', ')}): its loss would end every failover`,
      fix: 'wait for the balance (rule R12; `redis-ha plan` shows when), or `redis-ha failover --to` a replica elsewhere',
    }] : [];
  });
}
