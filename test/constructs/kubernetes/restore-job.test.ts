import { Size } from 'cdk8s';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { RestoreJob, RestoreSource, type RestoreJobProps } from '../../../constructs/kubernetes';
import { readProof } from '../../../lib/backup/job/proof-run';
import { aStore, expectRestricted, ROLE } from './backups';
import { aChart, deployed, synthesized } from './charts';

const BACKUP = { deployment: 'cache', backupId: '20261122T150203Z-4f3a91' };
const NAME = 'cache-proof-20261122t150203z-4f3a91';

function proven(props: Partial<RestoreJobProps> = {}) {
  const chart = aChart();
  const restore = new RestoreJob(chart, 'Proof', { store: aStore(), memory: Size.gibibytes(2), ...BACKUP, ...props });
  const synth = synthesized(chart);
  const job = synth.one('Job', restore.jobName);
  return { ...synth, restore, job, spec: job.spec.template.spec };
}

test('a Job whose name is the backup\'s, tried again only for what may pass', () => {
  const { job, spec } = proven();
  expect(job.metadata.name).toMatch(new RegExp(`^${NAME}-[0-9a-f]{10}$`));
  expect(job.spec).not.toHaveProperty('ttlSecondsAfterFinished');
  expect(job.spec.podFailurePolicy.rules).toContainEqual({ action: 'FailJob', onExitCodes: { containerName: 'prove', operator: 'In', values: [2, 5] } });
  expect(() => new Job(job as never).validate()).not.toThrow();
  expectRestricted(spec);
});

test('download, then a server nobody can reach, then the comparison', () => {
  const { spec } = proven();
  const [unpack, fetch, server] = spec.initContainers;
  expect([unpack.name, fetch.name, server.name, spec.containers[0].name]).toEqual(['unpack', 'fetch', 'server', 'prove']);
  expect(server.restartPolicy).toBe('Always');
  expect(server.image).toMatch(/redis/);
  expect(server.env).toBeUndefined();
  expect(server.resources.limits.memory).toBe('2Gi');
  const proof = readProof({ REDIS_HA_RESTORE_PROOF: fetch.env[0].value });
  expect(proof).toMatchObject({ store: 's3://backups/redis', deployment: 'cache', backup: BACKUP.backupId, engine: { family: 'redis', version: '8.0' } });
  const shared = (container: any): string[] => container.volumeMounts.map(({ mountPath }: any) => mountPath);
  expect(shared(server)).toEqual([proof.directory, proof.engineDir]);
  expect(shared(spec.containers[0])).toEqual(expect.arrayContaining([proof.directory, proof.engineDir]));
});

test('it reaches DNS and the store, and nothing reaches it', () => {
  const { spec } = proven().one('NetworkPolicy', NAME);
  expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
  expect(spec.ingress).toBeUndefined();
  expect(spec.egress).toEqual([
    { ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] }, { ports: [{ port: 443, protocol: 'TCP' }] },
  ]);
});

test('a scratch volume is asked for on the host\'s disk; a claim is used as it is', () => {
  const { spec } = proven({ scratchSize: Size.gibibytes(10) });
  expect(spec.volumes).toContainEqual({ name: 'data', emptyDir: { sizeLimit: '10Gi' } });
  expect(spec.initContainers[2].resources.requests['ephemeral-storage']).toBe('10496Mi');
  const claimed = proven({ claimName: 'proof' }).spec;
  expect(claimed.volumes).toContainEqual({ name: 'data', persistentVolumeClaim: { claimName: 'proof' } });
});

test.each([
  ['backupId', { backupId: 'latest' }, /backupId: got "latest"/], ['deployment', { deployment: '../x' }, /deployment: got/],
])('a %s that no backup has is refused', (_, props, message) => {
  expect(() => proven(props)).toThrow(message);
});

test('a deployment begins with a backup: its nodes are told which, and who they are at the store', () => {
  const { one, ofKind } = deployed({ restoreFrom: RestoreSource.backup(aStore(), BACKUP) });
  expect(one('ServiceAccount', 'cache').metadata.annotations).toMatchObject({ 'eks.amazonaws.com/role-arn': ROLE });
  const hosts = ofKind('ConfigMap').map(({ data }) => data?.['hosts.json']).find(Boolean);
  expect(JSON.parse(hosts)).toMatchObject({ restore: { store: 's3://backups/redis', deployment: 'cache', backup: BACKUP.backupId, region: 'eu-west-1' } });
});
