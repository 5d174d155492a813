import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { Chart, Duration, Size, Testing } from 'cdk8s';
import * as cdk8s from '../../../../constructs/kubernetes';
import * as components from '../../../../constructs/pulumi/kubernetes';
import { UserName } from '../../../../lib/model';
import { anApp, CLUSTER_OBJECTIVES, OBJECTIVES, REPLICATION_OBJECTIVES, saying, type Manifest } from '../../kubernetes/charts';
import { recorded } from '../recorded';
import * as programs from './programs';

/** What is different on purpose: a row of the table in docs/pulumi.md, and how the test looks away from it. */
const DIFFERENCES: { readonly row: string; readonly without: (object: Manifest) => Manifest }[] = [
  {
    row: 'annotation `pulumi.com/skipAwait` on Services, and on StatefulSets that nobody waits for',
    without: (object) => {
      const { 'pulumi.com/skipAwait': _, ...annotations } = object.metadata.annotations ?? {};
      const { annotations: __, ...metadata } = object.metadata;
      return { ...object, metadata: { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) } };
    },
  },
];

const NAMED = { deploymentName: 'cache' };
const PEERS = [{ ipBlock: { cidr: '10.0.0.0/16' } }];
const BACKUP = { deployment: 'cache', backupId: '20261122T150203Z-4f3a91' };
const KEYS = Object.fromEntries(Object.values(UserName).map((user) => [user, `prod/${user}`]));
const ADDRESSES = Object.fromEntries([1, 2, 3].flatMap((index) => [[`node-${index}`, `10.0.0.${index}`], [`r2-node-${index}`, `10.1.0.${index}`]]));
const WITNESS = { url: 'https://witness.example/w', signingRegion: 'eu-west-3', credentialsSecret: 'witness-keys', peers: PEERS };

/** The same twice: in a chart and in a program. An output of Pulumi has to come to the same as a plain value. */
const CASES: Record<string, { readonly chart: (scope: Chart) => void; readonly program: () => void }> = {
  'Sentinel, with every default': {
    chart: (scope) => { new cdk8s.RedisSentinel(scope, 'Redis', { ...NAMED, objectives: OBJECTIVES }); },
    program: () => { programs.sentinel(NAMED); },
  },
  'Sentinel, with outputs wherever they may be': {
    chart: (scope) => {
      new cdk8s.RedisSentinel(scope, 'Redis', {
        ...NAMED, objectives: OBJECTIVES, labels: { team: 'a' }, annotations: { cost: 'b' }, imagePullSecrets: ['pull'],
        volume: { size: Size.gibibytes(20), storageClassName: 'fast', onePodOnly: true }, nodeMemory: Size.gibibytes(4), cpu: 1000,
        scheduling: { nodeSelector: { pool: 'redis' }, tolerations: [{ key: 'redis', operator: 'Exists' }], priorityClassName: 'high' },
        clients: PEERS, apiServer: PEERS, dns: PEERS, passwords: cdk8s.PasswordSecret.existing('words'),
        tls: cdk8s.Tls.fromSecret('certs', { requireClientCertificates: true }), admissionPolicy: true,
        overrides: { downAfter: Duration.seconds(2), maxMemory: Size.gibibytes(1) },
        restoreFrom: cdk8s.RestoreSource.backup(cdk8s.ObjectStore.s3({
          bucket: 'backups', region: 'eu-west-1', prefix: 'p', identity: cdk8s.StoreIdentity.irsa('arn:aws:iam::123456789012:role/r'), peers: PEERS,
        }), BACKUP),
      });
    },
    program: () => {
      const peers = [{ ipBlock: { cidr: pulumi.output('10.0.0.0/16') } }];
      programs.sentinel({
        ...NAMED, namespace: pulumi.output('shop'), labels: { team: pulumi.output('a') }, annotations: { cost: Promise.resolve('b') },
        imagePullSecrets: [pulumi.output('pull')], volume: { size: '20GiB', storageClassName: pulumi.output('fast'), onePodOnly: true },
        nodeMemory: '4GiB', cpu: 1000,
        scheduling: {
          nodeSelector: { pool: pulumi.output('redis') }, tolerations: [{ key: pulumi.output('redis'), operator: 'Exists' }],
          priorityClassName: pulumi.output('high'),
        },
        clients: peers, apiServer: peers, dns: peers, passwords: components.PasswordSecret.existing(pulumi.output('words')),
        tls: components.Tls.fromSecret(pulumi.output('certs'), { requireClientCertificates: true }), admissionPolicy: true,
        overrides: { downAfter: '2s', maxMemory: '1GiB' },
        restoreFrom: components.RestoreSource.backup(components.ObjectStore.s3({
          bucket: pulumi.output('backups'), region: pulumi.output('eu-west-1'), prefix: 'p', peers,
          identity: components.StoreIdentity.irsa(pulumi.output('arn:aws:iam::123456789012:role/r')),
        }), BACKUP),
      });
    },
  },
  'plain replication in plaintext, rolled by hand': {
    chart: (scope) => {
      new cdk8s.RedisReplication(scope, 'Redis', {
        ...NAMED, objectives: REPLICATION_OBJECTIVES, replicas: 2, cascaded: 1, tls: cdk8s.Tls.plaintext(),
        updateStrategy: cdk8s.UpdateStrategy.ON_DELETE, networkPolicies: false,
      });
    },
    program: () => {
      programs.replication({
        ...NAMED, replicas: 2, cascaded: 1, tls: components.Tls.plaintext(), updateStrategy: components.UpdateStrategy.ON_DELETE,
        networkPolicies: false,
      });
    },
  },
  'Cluster with cert-manager': {
    chart: (scope) => {
      new cdk8s.RedisCluster(scope, 'Redis', {
        ...NAMED, objectives: CLUSTER_OBJECTIVES, engine: cdk8s.Engine.VALKEY_8_1, shards: 4,
        tls: cdk8s.Tls.certManager({ validity: Duration.days(30) }),
      });
    },
    program: () => {
      programs.cluster({
        ...NAMED, engine: components.Engine.VALKEY_8_1, shards: 4, tls: components.Tls.certManager({ validity: '30d' }),
        namespace: pulumi.output('shop'),
      });
    },
  },
  'two clusters, with passwords and an issuer of elsewhere': {
    chart: (scope) => {
      new cdk8s.RedisSentinel(scope, 'Redis', {
        ...NAMED, objectives: OBJECTIVES,
        passwords: cdk8s.PasswordSecret.external({ storeName: 'vault', keys: KEYS, refreshInterval: Duration.minutes(5) }),
        tls: cdk8s.Tls.certManager({ issuer: { name: 'ca', kind: 'ClusterIssuer' } }),
        replicaCluster: {
          here: cdk8s.ClusterPlace.REPLICA, objectives: { rpo: Duration.seconds(10), rto: Duration.minutes(30) },
          addresses: ADDRESSES,
          peers: PEERS, witness: WITNESS, loadBalancers: { annotations: { net: 'private' }, className: 'nlb' }, lease: Duration.seconds(20),
        },
      });
    },
    program: () => {
      programs.sentinel({
        ...NAMED,
        passwords: components.PasswordSecret.external({ storeName: pulumi.output('vault'), keys: KEYS, refreshInterval: '5m' }),
        tls: components.Tls.certManager({ issuer: { name: pulumi.output('ca'), kind: 'ClusterIssuer' } }),
        replicaCluster: {
          here: components.ClusterPlace.REPLICA, objectives: { rpo: '10s', rto: '30m' },
          addresses: { ...ADDRESSES, 'node-1': pulumi.output('10.0.0.1') },
          peers: PEERS, witness: { ...WITNESS, credentialsSecret: pulumi.output('witness-keys') },
          loadBalancers: { annotations: { net: pulumi.output('private') }, className: pulumi.output('nlb') }, lease: '20s',
        },
      });
    },
  },
  'a schedule and a proof': {
    chart: (scope) => {
      const store = cdk8s.ObjectStore.s3({ bucket: 'backups', region: 'eu-west-1', identity: cdk8s.StoreIdentity.podIdentity() });
      const redis = new cdk8s.RedisSentinel(scope, 'Redis', { ...NAMED, objectives: OBJECTIVES });
      new cdk8s.BackupSchedule(scope, 'Backups', {
        source: cdk8s.BackupSource.deployment(redis), store, schedule: '5 * * * *', timeout: Duration.minutes(20), dataSetSize: Size.gibibytes(3),
      });
      new cdk8s.RestoreJob(scope, 'Proof', { store, ...BACKUP, memory: Size.gibibytes(2), claimName: 'scratch', timeout: Duration.hours(1) });
    },
    program: () => {
      const store = components.ObjectStore.s3({
        bucket: pulumi.output('backups'), region: 'eu-west-1', identity: components.StoreIdentity.podIdentity(),
      });
      const redis = programs.sentinel({ ...NAMED, namespace: pulumi.output('shop') });
      new components.BackupSchedule('backups', {
        source: components.BackupSource.deployment(redis), store, schedule: '5 * * * *', timeout: '20m', dataSetSize: '3GiB',
      });
      new components.RestoreJob('proof', {
        store, ...BACKUP, memory: '2GiB', claimName: pulumi.output('scratch'), timeout: '1h', namespace: redis.namespace,
      });
    },
  },
  'backups of a Redis that exists': {
    chart: (scope) => {
      new cdk8s.BackupSchedule(scope, 'Backups', {
        source: cdk8s.BackupSource.existing({ deploymentName: 'old', nodes: [{ host: 'redis.old', port: 6390 }], secretName: 'old', peers: PEERS }),
        store: cdk8s.ObjectStore.s3({
          bucket: 'backups', region: 'us-east-1', endpoint: 'http://minio.storage:9000', identity: cdk8s.StoreIdentity.secret('keys'),
        }),
        dataSetSize: Size.gibibytes(3), labels: { team: 'a' },
      });
    },
    program: () => {
      new components.BackupSchedule('backups', {
        source: components.BackupSource.existing({
          deploymentName: 'old', nodes: [{ host: pulumi.output('redis.old'), port: 6390 }], secretName: pulumi.output('old'), peers: PEERS,
        }),
        store: components.ObjectStore.s3({
          bucket: 'backups', region: 'us-east-1', endpoint: 'http://minio.storage:9000',
          identity: components.StoreIdentity.secret(pulumi.output('keys')),
        }),
        dataSetSize: '3GiB', labels: { team: pulumi.output('a') }, namespace: 'shop',
      });
    },
  },
};

function byName(objects: Manifest[]): Record<string, Manifest> {
  const known = objects.map((object) => DIFFERENCES.reduce((rest, { without }) => without(rest), object));
  return Object.fromEntries(known.map((object) => [`${object.kind}/${object.metadata.name}`, object])
    .sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)));
}

test.each(Object.entries(CASES))('%s: the same objects from cdk8s and from Pulumi', async (_, { chart, program }) => {
  const scope = new Chart(anApp(), 'test', { namespace: 'shop' });
  chart(scope);
  let ofCdk8s: Manifest[] = [];
  saying(() => { ofCdk8s = Testing.synth(scope); });
  const ofPulumi = programs.objectsOf(await recorded(program));
  expect(ofCdk8s.length).toBeGreaterThan(3);
  expect(byName(ofPulumi)).toEqual(byName(ofCdk8s));
});

test('docs/pulumi.md lists what is different, and nothing else about objects', () => {
  const text = readFileSync(path.join(__dirname, '../../../../docs/pulumi.md'), 'utf8');
  const [, table = ''] = /<!-- objects -->\n([\s\S]*?)\n\n/.exec(text) ?? [];
  const rows = table.split('\n').slice(2).map((line) => line.split('|')[1]!.trim());
  expect(rows).toEqual(DIFFERENCES.map(({ row }) => row));
});
