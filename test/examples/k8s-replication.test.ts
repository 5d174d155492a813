import { readFileSync } from 'node:fs';
import { ReplicationChart } from '../../examples/k8s-replication/replication-chart';
import { parsePlan } from '../../lib/plan/parse';
import { exampleChart } from './chart-manifests';

const { named, planFile } = exampleChart(ReplicationChart);

test('three pods, and Services that follow the roles', () => {
  expect(named('StatefulSet', 'sessions-node').spec.replicas).toBe(3);
  expect(named('Service', 'sessions-primary').spec.selector).toMatchObject({ 'redis-ha-constructs/role': 'primary' });
  expect(named('Service', 'sessions-replicas').spec.selector).toMatchObject({ 'redis-ha-constructs/role': 'replica' });
});

test('one plan beside the manifests', () => {
  expect(parsePlan(readFileSync(planFile, 'utf8'), planFile)).toMatchObject({ name: 'sessions', topology: { kind: 'replication', replicas: 2 } });
});

test('the README tells clients the ports of the Services', () => {
  const readme = readFileSync(require.resolve('../../examples/k8s-replication/README.md'), 'utf8');
  const told = [...readme.matchAll(/`(sessions-\w+):(\d+)`/g)].map(([, service, port]) => [service, Number(port)]);
  expect(told.map(([service]) => service)).toEqual(['sessions-primary', 'sessions-replicas']);
  expect(told).toEqual(told.map(([service]) => [service, named('Service', String(service)).spec.ports[0].port]));
});
