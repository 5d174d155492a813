import { ChangeAction, type DiffStep } from './diff-model';
import type { SettingChange } from './diff-settings';
import { NodeRole, type DeploymentPlan, type PlanNode } from './deployment-plan';
import { nodesWith } from './placement';

export interface Rollout {
  readonly before: DeploymentPlan;
  readonly after: DeploymentPlan;
  readonly primaries: string[];
  readonly settings: SettingChange[];
}

/**
 * The steps in the active region, in the order that never has fewer healthy copies or votes than
 * before: new data nodes, replicas, of each shard the handover and the old primary,
 * Sentinels one at a time (new ones first, the quorum once all are there), slots to
 * where they belong, and what goes, last.
 */
export function stepsOf(rollout: Rollout): DiffStep[] {
  const { before, after, primaries } = rollout;
  const stays = (node: PlanNode): boolean => before.nodes.some((old) => old.name === node.name);
  const dataNodes = nodesWith(after.nodes, NodeRole.DATA).filter((node) => hadRole(before, node.name, NodeRole.DATA));
  const sentinels = nodesWith(after.nodes, NodeRole.SENTINEL);
  return [
    ...nodesWith(after.nodes, NodeRole.DATA).filter((node) => !hadRole(before, node.name, NodeRole.DATA)).map((node) =>
      step(ChangeAction.ADD, node.name, ['redis', 'agent'], [`${stays(node) ? 'gets data' : 'new data node'} in ${node.failureDomain}: `
        + (isNewShard(before, node) ? 'joins empty, slots come later' : 'starts empty and copies from the primary')])),
    ...dataNodes.filter((node) => !primaries.includes(node.name)).flatMap((node) => dataSteps(rollout, node)),
    ...primaries.flatMap((primary) => primarySteps(rollout, primary, dataNodes)),
    ...sentinels.filter((node) => !hadRole(before, node.name, NodeRole.SENTINEL)).map((node) =>
      step(ChangeAction.ADD, node.name, ['sentinel'],
        [`new Sentinel in ${node.failureDomain}: learns the primary from a majority of its peers before it may vote`])),
    ...sentinels.filter((node) => hadRole(before, node.name, NodeRole.SENTINEL)).flatMap((node) => sentinelSteps(rollout, node)),
    ...reshard(rollout),
    ...removals(rollout),
  ];
}

/** The handover a primary needs before it is disturbed, and what disturbs it. */
function primarySteps(rollout: Rollout, primary: string, dataNodes: PlanNode[]): DiffStep[] {
  const { before, after } = rollout;
  const node = dataNodes.find(({ name }) => name === primary);
  const steps = node ? dataSteps(rollout, node) : [];
  const old = before.nodes.find(({ name }) => name === primary)!;
  // Of a shard that goes as a whole the slots go first, so there is nothing to hand over.
  const shardStays = nodesWith(after.nodes, NodeRole.DATA).some(({ shard }) => shard === old.shard);
  const leaves = node === undefined && shardStays;
  const disruptive = leaves || steps.some(({ action }) => [ChangeAction.RESTART, ChangeAction.MOVE].includes(action));
  const why = leaves ? 'goes'
    : `would stop serving while it ${steps.some(({ action }) => action === ChangeAction.MOVE) ? 'moves' : 'restarts'}`;
  return [...(disruptive ? [step(ChangeAction.HANDOVER, primary, ['redis'], [`${primary} is primary and ${why}`])] : []), ...steps];
}

function isNewShard(before: DeploymentPlan, { shard }: PlanNode): boolean {
  return shard !== undefined && !before.nodes.some((old) => old.shard === shard);
}

function reshard({ before, after }: Rollout): DiffStep[] {
  const [from, to] = [before.topology.shards, after.topology.shards];
  return from === to ? [] : [step(ChangeAction.RESHARD, after.name, ['redis'],
    [`${from} -> ${to} shards: \`redis-ha cluster scale --shards ${to}\` moves slots under load${to < from ? ', off the shards that go' : ''}`])];
}

export function step(action: ChangeAction, node: string, components: string[], reasons: string[]): DiffStep {
  return { action, node, components, reasons };
}

function hadRole(plan: DeploymentPlan, name: string, role: NodeRole): boolean {
  return nodesWith(plan.nodes, role).some((node) => node.name === name);
}

function movedHere(rollout: Rollout, node: PlanNode): string | undefined {
  const old = rollout.before.nodes.find(({ name }) => name === node.name);
  return old && moved(old, node);
}

/** From where to where, for people; undefined when it stays. */
export function moved(old: PlanNode, node: PlanNode): string | undefined {
  return old.failureDomain === node.failureDomain ? undefined : `${old.failureDomain} -> ${node.failureDomain}`;
}

/** Data, agent, supervisor and users of one node: one step, since all are touched while its turn lasts. */
function dataSteps(rollout: Rollout, node: PlanNode): DiffStep[] {
  const move = movedHere(rollout, node);
  if (move) {
    return [step(ChangeAction.MOVE, node.name, ['redis', 'agent'],
      [`${move}: new address and volume there, data copied from the primary, the old identity forgotten`])];
  }
  return applied(rollout, node, ['redis', 'agent', 'supervisor', 'users']);
}

function sentinelSteps(rollout: Rollout, node: PlanNode): DiffStep[] {
  const alone = !node.roles.includes(NodeRole.DATA);
  const move = movedHere(rollout, node);
  if (move) {
    return [step(ChangeAction.MOVE, node.name, ['sentinel'],
      [`${move}: the Sentinel starts there from a majority of its peers, the old one is forgotten with SENTINEL RESET`])];
  }
  return applied(rollout, node, alone ? ['sentinel', 'agent', 'supervisor', 'users'] : ['sentinel']);
}

/** What of the settings that differ reaches these components of a node: one step, or none. */
export function applied(rollout: Rollout, node: PlanNode, components: string[]): DiffStep[] {
  const changes = rollout.settings.filter((change) => components.includes(change.component));
  if (changes.length === 0) {
    return [];
  }
  const touched = components.filter((component) => changes.some((change) => change.component === component));
  const reasons = changes.map(({ field, from, to, by, component }) =>
    (component === 'users' ? `${field}: rules changed (${by})` : `${field} ${from} -> ${to} (${by})`));
  const restart = changes.some((change) => change.how === 'restart');
  return [step(restart ? ChangeAction.RESTART : ChangeAction.RECONFIGURE, node.name, touched, [...new Set(reasons)])];
}

function removals({ before, after }: Rollout): DiffStep[] {
  const gone = (role: NodeRole): PlanNode[] => nodesWith(before.nodes, role).filter((node) => !hadRole(after, node.name, role));
  return [
    ...gone(NodeRole.SENTINEL).map((node) => step(ChangeAction.REMOVE, node.name, ['sentinel'],
      ['no longer in the plan: stopped, then SENTINEL RESET on the others one at a time, 30 s apart, so that it stops counting as a voter'])),
    ...gone(NodeRole.DATA).map((node) => step(ChangeAction.REMOVE, node.name, ['redis', 'agent'],
      [`no longer in the plan: stopped and forgotten${before.topology.sentinels > 0 ? ' by the Sentinels' : ''}; its volume is kept until it is deleted by hand`])),
  ];
}
