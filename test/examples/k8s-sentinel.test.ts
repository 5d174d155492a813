import { readFileSync } from 'node:fs';
import { SentinelChart } from '../../examples/k8s-sentinel/sentinel-chart';
import { parsePlan } from '../../lib/plan/parse';
import { exampleChart } from './chart-manifests';

const { named, objects, planFile, chart } = exampleChart(SentinelChart);

test('three pods over zones and hosts', () => {
  const { spec } = named('StatefulSet', 'cache-node');
  expect(spec.replicas).toBe(3);
  expect(spec.template.spec.topologySpreadConstraints.map(({ topologyKey }: any) => topologyKey)).toContain('topology.kubernetes.io/zone');
});

test('labelled pods may connect, to data and Sentinels', () => {
  const ports = objects.filter(({ kind }) => kind === 'NetworkPolicy').flatMap(({ spec }) => spec.ingress ?? [])
    .filter(({ from }) => JSON.stringify(from ?? []).includes('redis-client'))
    .flatMap((rule) => rule.ports.map(({ port }: any) => port));
  expect(ports.sort()).toEqual([26380, 6380]);
});

test('one plan beside the manifests, that the command reads', () => {
  expect(parsePlan(readFileSync(planFile, 'utf8'), planFile)).toMatchObject({ name: 'cache', objectives: { rpoSeconds: 5, rtoSeconds: 10 } });
});

test('the README names the objects\' ids and nothing that is not there', () => {
  const readme = readFileSync(require.resolve('../../examples/k8s-sentinel/README.md'), 'utf8');
  const listed = /The ids[\s\S]*?They never/.exec(readme)![0];
  const named = [...listed.matchAll(/`([A-Z]\w+)`/g)].map(([, id]) => id!).filter((id) => !['Shard1StatefulSet', 'Passwords', 'Certificates', 'Renewal'].includes(id));
  const ids = chart.node.findChild('Redis').node.children.map(({ node }) => node.id);
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  expect(ids.filter((id) => !named.includes(id) && !/^((Passwords|Certificates|Renewal)(ServiceAccount|Role|RoleBinding)|Node\dService|.*NetworkPolicy|AgentPart\d)$/.test(id))).toEqual([]);
});
