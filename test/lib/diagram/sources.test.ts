import { copiesOf } from '../../../lib/diagram/sources';
import type { DeploymentPlan } from '../../../lib/plan';
import { clusterDiagramPlan, diagramPlan, replicationDiagramPlan } from './plans';

function arrows(plan: DeploymentPlan): string[] {
  return copiesOf(plan).map(({ from, to, cascaded }) => `${from.name} ${cascaded ? '~>' : '->'} ${to.name}`);
}

test('replicas copy from the primary, in a Cluster from that of their shard, cascaded ones from a replica', () => {
  expect(arrows(diagramPlan())).toEqual(['node-1 -> node-2', 'node-1 -> node-3']);
  expect(arrows(clusterDiagramPlan())).toEqual(['shard-1-1 -> shard-1-2', 'shard-2-1 -> shard-2-2', 'shard-3-1 -> shard-3-2']);
  expect(arrows(replicationDiagramPlan({ replicas: 3, cascaded: 1 })))
    .toEqual(['node-1 -> node-2', 'node-1 -> node-3', 'node-2 ~> node-4']);
  expect(arrows(clusterDiagramPlan({ replicas: 0 }))).toEqual([]);
});
