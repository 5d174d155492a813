import { NodeRole, nodesWith, type PlanNode } from '../../plan';

/** Data set (shard, `1` unless it is a Cluster) to the names of its nodes, of one region's nodes. */
export function dataSetsOf(nodes: readonly PlanNode[]): Record<string, string[]> {
  const sets: Record<string, string[]> = {};
  for (const { name, shard } of nodesWith([...nodes], NodeRole.DATA)) {
    (sets[String(shard ?? 1)] ??= []).push(name);
  }
  return sets;
}
