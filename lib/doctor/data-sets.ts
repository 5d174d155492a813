import { NodeRole, nodesWith, type DeploymentPlan } from '../plan';
import type { DataNodeObservation, Observation } from './observation';

/** Nodes that hold copies of the same data: all data nodes, or those of one shard. */
export interface DataSet {
  /** `the deployment`, or for example `shard 2`. */
  readonly title: string;
  readonly nodes: string[];
}

export function dataSetsOf(plan: DeploymentPlan): DataSet[] {
  const data = nodesWith(plan.nodes, NodeRole.DATA);
  const shards = [...new Set(data.map(({ shard }) => shard))];
  return shards.map((shard) => ({
    title: shard === undefined ? 'the deployment' : `shard ${shard}`,
    nodes: data.filter((node) => node.shard === shard).map(({ name }) => name),
  }));
}

/** What was seen of a data set's nodes. */
export function observedOf(observation: Observation, { nodes }: DataSet): DataNodeObservation[] {
  return observation.dataNodes.filter(({ node }) => nodes.includes(node));
}

/** The node that more than half of the agents that answer are told is primary; empty when there is none. */
export function toldPrimary(nodes: DataNodeObservation[]): string {
  const answering = nodes.filter(({ agentState }) => agentState !== 'unreachable');
  const names = [...new Set(answering.map(({ names: told }) => told ?? ''))].filter((name) => name !== '');
  return names.find((name) => answering.filter(({ names: told }) => told === name).length * 2 > answering.length) ?? '';
}

/** The node that is primary and that its own agent, too, is told is primary; undefined when there is none. */
export function servingPrimary(nodes: DataNodeObservation[]): DataNodeObservation | undefined {
  const told = toldPrimary(nodes);
  return nodes.find((node) => node.node === told && node.reachable && node.role === 'primary');
}
