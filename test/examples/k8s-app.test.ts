import { Script } from 'node:vm';
import { VisitsChart } from '../../examples/k8s-app/visits-chart';
import { nodeServiceName } from '../../lib/config';
import { exampleChart } from './chart-manifests';

const { objects, named } = exampleChart(VisitsChart);
const pod = named('Deployment', 'visits').spec.template;
const [container] = pod.spec.containers;
const SENTINELS = [1, 2, 3].map((number) => nodeServiceName('visits-redis', `node-${number}`));

test('the application is told where Redis is', () => {
  const values = Object.fromEntries(container.env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom]));
  expect(values).toMatchObject({
    REDIS_PRIMARY: 'visits-redis-primary.redis.svc:6380',
    REDIS_SENTINELS: SENTINELS.map((service) => `${service}.redis.svc:26380`).join(','),
    REDIS_MASTER_NAME: 'visits-redis',
    REDIS_TLS_NAME: 'visits-redis.redis-ha',
    REDIS_CA: '/etc/redis-ca/ca.crt',
    REDIS_PASSWORD: { secretKeyRef: { name: 'visits-redis-passwords', key: 'app' } },
  });
  const services = objects.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name);
  expect(services).toEqual(expect.arrayContaining(['visits-redis-primary', 'visits', ...SENTINELS]));
});

test('its pods and nobody else may connect to Redis', () => {
  const peers = objects.filter(({ kind }) => kind === 'NetworkPolicy').flatMap(({ spec }) => spec.ingress ?? [])
    .filter(({ ports }) => (ports ?? []).some(({ port }: any) => port === 6380))
    .flatMap(({ from }) => from).map((peer) => JSON.stringify(peer)).filter((peer) => !peer.includes('app.kubernetes.io/instance'));
  expect(peers).toEqual([JSON.stringify({ podSelector: { matchLabels: pod.metadata.labels } })]);
});

test('it trusts what issued the nodes\' certificate, and is given no key', () => {
  const volume = pod.spec.volumes.find(({ name }: any) => name === 'redis-ca');
  expect(volume.secret).toEqual({ secretName: 'visits-redis-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] });
  expect(container.volumeMounts).toContainEqual({ name: 'redis-ca', mountPath: '/etc/redis-ca', readOnly: true });
});

test('a pinned stock image runs one file from a ConfigMap, as a restricted pod', () => {
  expect(container.image).toMatch(/\/node:\S+@sha256:[0-9a-f]{64}$/);
  const program = named('ConfigMap', pod.spec.volumes[0].configMap.name).data['server.js'] as string;
  // What a client-side apply keeps in an annotation ends at 262,144 bytes.
  expect(Buffer.byteLength(JSON.stringify(program))).toBeLessThan(250_000);
  expect(() => new Script(program)).not.toThrow();
  expect(pod.spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
});
