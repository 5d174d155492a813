import { Chart, Duration, Size } from 'cdk8s';
import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import {
  BackupCodec, BackupSchedule, BackupSource, StoreIdentity, Tls, type BackupScheduleProps,
} from '../../../constructs/kubernetes';
import { readRun } from '../../../lib/backup/run/read-run';
import { aStore, expectRestricted, ROLE } from './backups';
import { aChart, anApp, deployed, deployedCluster, sentinel, synthesized, type Manifest } from './charts';

type Props = Partial<BackupScheduleProps>;

function scheduled(props: Props = {}, { tls }: { tls?: Tls } = {}) {
  const chart = aChart();
  const redis = sentinel(chart, { deploymentName: 'cache', tls });
  const schedule = new BackupSchedule(chart, 'Backups', { source: BackupSource.deployment(redis), store: aStore(), ...props });
  const synth = synthesized(chart);
  const cronJob = synth.one('CronJob', schedule.cronJobName);
  const spec = cronJob.spec.jobTemplate.spec.template.spec;
  return { ...synth, schedule, redis, cronJob, spec, run: runOf(spec) };
}

function runOf(spec: Manifest) {
  return readRun(Object.fromEntries(spec.containers[0].env.map(({ name, value }: any) => [name, value])), 'passwordFile');
}

const valueOf = (spec: Manifest, wanted: string): unknown => spec.containers[0].env.find(({ name }: any) => name === wanted);

test('an hourly CronJob of restricted pods, whose runs never overlap', () => {
  const { cronJob, spec } = scheduled();
  expect(cronJob.spec).toMatchObject({
    schedule: expect.stringMatching(/^\d{1,2} \* \* \* \*$/), timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 900,
    successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 3,
  });
  expect(cronJob.spec.jobTemplate.spec).toMatchObject({ backoffLimit: 1, ttlSecondsAfterFinished: 604_800 });
  expectRestricted(spec);
  expect(() => new CronJob(cronJob as never).validate()).not.toThrow();
});

test('a run is told every data node by its address for life, and finds its own user\'s password only', () => {
  const { run, spec, redis } = scheduled();
  expect(run).toMatchObject({
    deployment: 'cache', nodes: redis.nodeHosts.map((host) => `${host}:6380`), username: 'backup', store: 's3://backups/redis', codec: 'auto',
    fromPrimary: false, verify: true, tls: true, tlsServerName: 'cache.redis-ha', caFile: '/etc/redis-ha/certificates/ca.crt', parallel: 1, passwordFile: '/etc/redis-ha/secrets/password',
  });
  expect(run).not.toHaveProperty('secretId');
  expect(spec.volumes).toContainEqual({
    name: 'secrets', secret: { secretName: 'cache-passwords', items: [{ key: 'backup', path: 'password' }], defaultMode: 0o440 },
  });
});

test('it mounts what servers are checked by and, only where they ask for a certificate, the key of one', () => {
  const mounted = (tls?: Tls): unknown => scheduled({}, { tls }).spec.volumes.find(({ name }: any) => name === 'certificates')?.secret;
  const items = (...files: string[]): object[] => files.map((file) => ({ key: file, path: file }));
  expect(mounted()).toEqual({ secretName: 'cache-ca', defaultMode: 0o440, items: items('ca.crt') });
  expect(mounted(Tls.fromSecret('mine', { requireClientCertificates: true })))
    .toEqual({ secretName: 'mine', defaultMode: 0o440, items: items('ca.crt', 'tls.crt', 'tls.key') });
  expect(mounted(Tls.plaintext())).toBeUndefined();
});

test('the program is the container\'s first process, which is told when its node is drained', () => {
  const { spec } = scheduled();
  expect(spec.initContainers.map(({ name }: any) => name)).toEqual(['unpack']);
  expect(spec.containers[0].command).toEqual(['node', '/run/redis-ha/redis-ha-backup.js', 'take']);
});

test('it ends by itself well before Kubernetes ends it, and both follow from the data set', () => {
  const { run, cronJob } = scheduled({ dataSetSize: Size.gibibytes(20) });
  // 20 GiB at 12.5 MiB a second of half a core, then at 20: three times that, and 45 s.
  expect(run.limitSeconds).toBe(8160);
  expect(cronJob.spec.jobTemplate.spec.activeDeadlineSeconds).toBe(8760);
  expect(scheduled({ timeout: Duration.minutes(30) }).run.limitSeconds).toBe(1800);
  expect(scheduled().run.limitSeconds).toBe(600);
});

test('memory follows from the shards that are taken at a time', () => {
  const chart = aChart();
  const { redis } = deployedCluster({}, chart);
  new BackupSchedule(chart, 'Backups', { source: BackupSource.deployment(redis), store: aStore() });
  const cluster = synthesized(chart).one('CronJob', 'cache-backup').spec.jobTemplate.spec.template.spec;
  expect(runOf(cluster).parallel).toBe(3);
  expect(cluster.containers[0].resources.limits.memory).toBe('496Mi');
  expect(scheduled().spec.containers[0].resources.limits.memory).toBe('272Mi');
});

test('nothing comes in, and it goes to the data nodes by their Services\' selectors, to DNS and to the store', () => {
  const { one } = scheduled();
  const policy = one('NetworkPolicy', 'cache-backup');
  expect(() => new NetworkPolicy(policy as never).validate()).not.toThrow();
  expect(policy.spec.policyTypes).toEqual(['Ingress', 'Egress']);
  expect(policy.spec.ingress).toBeUndefined();
  const services = ['cache-node-1-address', 'cache-node-2-address', 'cache-node-3-address'].map((name) => one('Service', name).spec.selector);
  expect(policy.spec.egress).toEqual([
    { ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] },
    ...services.map((matchLabels) => ({ to: [{ podSelector: { matchLabels } }], ports: [{ port: 6380, protocol: 'TCP' }] })),
    { ports: [{ port: 443, protocol: 'TCP' }] },
  ]);
});

test('the deployment lets its pods in to Redis, and the policy is theirs', () => {
  const { one, cronJob } = scheduled();
  const { labels } = cronJob.spec.jobTemplate.spec.template.metadata;
  const has = (matchLabels: Record<string, string>): boolean =>
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  expect(has(one('NetworkPolicy', 'cache-backup').spec.podSelector.matchLabels)).toBe(true);
  const rules = one('NetworkPolicy', 'cache-data-peers').spec.ingress
    .filter(({ from }: any) => from.some(({ podSelector }: any) => has(podSelector.matchLabels)));
  expect(rules).toHaveLength(1);
  // Those of either transport: the peers' policy must not stand in the way of a change.
  expect(rules[0].ports).toEqual([{ port: 6380, protocol: 'TCP' }, { port: 6379, protocol: 'TCP' }]);
  // Neither a node nor a client of it.
  expect(has(one('Service', 'cache-pods').spec.selector)).toBe(false);
});

describe('who it is at the store', () => {
  test('IRSA: a role on the service account, and STS within reach', () => {
    const { one, spec } = scheduled({ store: aStore(StoreIdentity.irsa(ROLE), { endpoint: 'http://minio.storage:9000', peers: [{ podSelector: {} }] }) });
    expect(one('ServiceAccount', 'cache-backup').metadata.annotations).toEqual({ 'eks.amazonaws.com/role-arn': ROLE });
    expect(one('NetworkPolicy', 'cache-backup').spec.egress.slice(-2)).toEqual([
      { to: [{ podSelector: {} }], ports: [{ port: 9000, protocol: 'TCP' }] }, { ports: [{ port: 443, protocol: 'TCP' }] },
    ]);
    expect(spec.serviceAccountName).toBe('cache-backup');
    expect(valueOf(spec, 'AWS_ENDPOINT_URL_S3')).toEqual({ name: 'AWS_ENDPOINT_URL_S3', value: 'http://minio.storage:9000' });
  });

  test('Pod Identity: its agent within reach, nothing else', () => {
    const { one } = scheduled({ store: aStore(StoreIdentity.podIdentity()) });
    expect(one('ServiceAccount', 'cache-backup').metadata.annotations).toBeUndefined();
    expect(one('NetworkPolicy', 'cache-backup').spec.egress).toContainEqual({
      to: [{ ipBlock: { cidr: '169.254.170.23/32' } }], ports: [{ port: 80, protocol: 'TCP' }],
    });
  });

  test('a token of any cluster: projected into the program\'s container only', () => {
    const { spec } = scheduled({ store: aStore(StoreIdentity.workloadIdentity(ROLE)) });
    const { name } = spec.volumes.find(({ projected }: any) => projected?.sources[0].serviceAccountToken);
    expect(spec.containers[0].volumeMounts.map((mount: any) => mount.name)).toContain(name);
    expect(spec.initContainers[0].volumeMounts.map((mount: any) => mount.name)).not.toContain(name);
    expect(valueOf(spec, 'AWS_WEB_IDENTITY_TOKEN_FILE')).toMatchObject({ value: expect.stringMatching(/\/token$/) });
    expect(valueOf(spec, 'AWS_ROLE_ARN')).toMatchObject({ value: ROLE });
  });

  test('a Secret: by reference', () => {
    const { spec, objects } = scheduled({ store: aStore(StoreIdentity.secret('keys')) });
    expect(valueOf(spec, 'AWS_SECRET_ACCESS_KEY')).toEqual({
      name: 'AWS_SECRET_ACCESS_KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'AWS_SECRET_ACCESS_KEY' } },
    });
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });
});

test('a Redis that exists, with TLS', () => {
  const chart = aChart();
  new BackupSchedule(chart, 'Backups', {
    source: BackupSource.existing({
      deploymentName: 'legacy', nodes: [{ host: 'redis.internal', port: 6380 }], secretName: 'legacy', tls: true, username: 'backup',
      peers: [{ ipBlock: { cidr: '10.0.0.0/24' } }],
    }),
    store: aStore(), dataSetSize: Size.gibibytes(1), codec: BackupCodec.GZIP, verify: false,
  });
  const { one, said } = synthesized(chart);
  const { spec } = one('CronJob', 'legacy-backup').spec.jobTemplate.spec.template;
  expect(runOf(spec)).toMatchObject({ nodes: ['redis.internal:6380'], tls: true, codec: 'gzip', verify: false });
  expect(one('NetworkPolicy', 'legacy-backup').spec.egress).toContainEqual({
    to: [{ ipBlock: { cidr: '10.0.0.0/24' } }], ports: [{ port: 6380, protocol: 'TCP' }],
  });
  expect(said.join()).toMatch(/not-verified/);
  expect(said.join()).toMatch(/any-object-store: peers of store: names no peer/);
});

test.each<[string, Props, RegExp]>([
  ['no cron', { schedule: 'rate(1 hour)' }, /schedule: got "rate\(1 hour\)"/],
  ['a zone of its own', { schedule: 'TZ=UTC 0 * * * *' }, /schedule/],
  ['too long a name', { scheduleName: 'a'.repeat(53) }, /scheduleName: .*at most 52/],
  ['a run of no time', { timeout: Duration.seconds(5) }, /timeout/],
])('%s is refused under the name of the prop', (_, props, message) => {
  expect(() => scheduled(props)).toThrow(message);
});

test('a deployment of another namespace is refused: its Secret is there', () => {
  const app = anApp();
  const { redis } = deployed({}, new Chart(app, 'one', { namespace: 'shop' }));
  expect(() => new BackupSchedule(new Chart(app, 'two', { namespace: 'ops' }), 'Backups', {
    source: BackupSource.deployment(redis), store: aStore(),
  })).toThrow(/source: the deployment is in namespace shop and the schedule in ops/);
});

test('the same props give the same bytes', () => {
  expect(scheduled().objects).toEqual(scheduled().objects);
});
