import type { ClusterFacts, ClusterMember } from '../../agent/situation';
import { nodesWith, NodeRole, type DeploymentPlan } from '../../plan';

const ALL_SLOTS = 16384;
const UNSOUND = ['fail', 'fail?', 'handshake', 'noaddr'];

/** What one node says about the whole Cluster. */
export interface ClusterView {
  readonly name: string;
  readonly facts: ClusterFacts;
}

/**
 * The primary of a shard in the eyes of one node. One that was replaced is called primary until it is back; only the
 * new one owns slots then.
 */
export function primaryIn(plan: DeploymentPlan, members: ClusterMember[], shard: number): string | undefined {
  const candidates = members.filter(({ node, primaryId, flags }) =>
    primaryId === undefined && !flags.includes('fail') && shardOf(plan, node) === shard);
  return (candidates.find(({ slots }) => slots.length > 0) ?? candidates[0])?.node;
}

/** What is not as the plan wants it in the first view that lacks something; empty when all are sound and agree. */
export function lackingInViews(plan: DeploymentPlan, views: ClusterView[], without?: string): string {
  for (const { name, facts } of views) {
    const lacks = lackingIn(plan, facts, without);
    if (lacks !== '') {
      return `${name} says: ${lacks}`;
    }
  }
  return disagreement(views, without);
}

function lackingIn(plan: DeploymentPlan, facts: ClusterFacts, without?: string): string {
  const { members, ok, slotsAssigned, migrating, importing } = facts;
  if (!ok || slotsAssigned !== ALL_SLOTS) {
    return `the Cluster is ${ok ? 'ok' : 'not ok'} with ${slotsAssigned} of ${ALL_SLOTS} slots`;
  }
  const wanted = nodesWith(plan.nodes, NodeRole.DATA).map(({ name }) => name);
  const stranger = members.find(({ node }) => node === undefined || !wanted.includes(node));
  if (stranger) {
    return `${stranger.id.slice(0, 8)} at ${stranger.host} is no node of the plan`;
  }
  const unsound = members.find(({ node, flags, connected }) =>
    node !== without && (flags.some((flag) => UNSOUND.includes(flag)) || !connected));
  if (unsound) {
    return `${unsound.node!} is ${unsound.flags.join(',')}${unsound.connected ? '' : ', not connected'}`;
  }
  const missing = wanted.find((name) => name !== without && !members.some(({ node }) => node === name));
  if (missing !== undefined || members.length > wanted.length) {
    return missing !== undefined ? `${missing} is unknown` : `${members.length} nodes, ${wanted.length} wanted`;
  }
  if (Object.keys({ ...migrating, ...importing }).length > 0) {
    return 'slots are on their way';
  }
  return shardsLacking(plan, members, without);
}

function shardsLacking(plan: DeploymentPlan, members: ClusterMember[], without?: string): string {
  for (let shard = 1; shard <= plan.topology.shards; shard += 1) {
    const all = members.filter(({ node }) => shardOf(plan, node) === shard);
    const own = all.filter(({ node }) => node !== without);
    const astray = own.find(({ primaryId }) => primaryId !== undefined && !all.some(({ id }) => id === primaryId));
    if (astray) {
      return `${astray.node!} copies from another shard`;
    }
    const primaries = own.filter(({ primaryId }) => primaryId === undefined).length;
    if (primaries > 1 || (primaries === 0 && shardOf(plan, without) !== shard)) {
      return `shard ${shard} has ${primaries} primaries`;
    }
  }
  return '';
}

function disagreement(views: ClusterView[], without?: string): string {
  const line = ({ id, node, primaryId, slots }: ClusterMember): string =>
    `${node} ${id} ${primaryId ?? ''} ${slots.map(({ from, to }) => `${from}-${to}`).join(',')}`;
  const said = views.map(({ facts }) => facts.members.filter(({ node }) => node !== without).map(line).sort().join('\n'));
  const other = said.findIndex((text) => text !== said[0]);
  return other === -1 ? '' : `${views[other]!.name} and ${views[0]!.name} do not agree about the Cluster`;
}

function shardOf(plan: DeploymentPlan, name?: string): number | undefined {
  return plan.nodes.find((node) => node.name === name)?.shard;
}
