import { readFileSync } from 'node:fs';
import { ClusterChart } from '../../examples/k8s-cluster/cluster-chart';
import { parsePlan } from '../../lib/plan/parse';
import { exampleChart } from './chart-manifests';

const { objects, named, planFile } = exampleChart(ClusterChart);

test('six pods of Valkey in three StatefulSets', () => {
  const sets = objects.filter(({ kind }) => kind === 'StatefulSet');
  expect(sets.map(({ metadata, spec }) => `${metadata.name} ${spec.replicas}`)).toEqual([1, 2, 3].map((shard) => `catalogue-shard-${shard} 2`));
  sets.forEach(({ spec }) => expect(JSON.stringify(spec.template.spec.containers)).toMatch(/valkey:8\.1\S*@sha256:/));
});

test('clients begin at any node', () => {
  expect(named('Service', 'catalogue-nodes').spec.ports).toMatchObject([{ port: 6380 }]);
});

test('one plan beside the manifests, of a Cluster', () => {
  expect(parsePlan(readFileSync(planFile, 'utf8'), planFile)).toMatchObject({ name: 'catalogue', topology: { kind: 'cluster', shards: 3, replicas: 1 } });
});
