import { Duration } from 'cdk8s';
import { PasswordSecret } from '../../../constructs/kubernetes';
import { deployed, type Manifest, type Synthesized } from './charts';

const USERS = ['app', 'replication', 'sentinel', 'agent', 'backup', 'monitor'];
const passwordJobs = (ofKind: Synthesized['ofKind']): Manifest[] => (
  ofKind('Job').filter(({ metadata }) => metadata.name.startsWith('cache-passwords')));
const keys = Object.fromEntries(USERS.map((user) => [user, `prod/cache/${user}`]));

test('generated: a Job, and no password in any manifest', () => {
  const { ofKind, objects, redis } = deployed();
  expect(passwordJobs(ofKind)).toHaveLength(1);
  expect(redis.passwordSecretName).toBe('cache-passwords');
  expect(ofKind('Secret')).toEqual([]);
  expect(JSON.stringify(objects)).not.toMatch(/requirepass|"password":/i);
});

test('generated, under a name of one\'s own', () => {
  expect(deployed({ passwords: PasswordSecret.generatedAtInstall({ secretName: 'mine' }) }).redis.passwordSecretName).toBe('mine');
});

test('external: an ExternalSecret with a key per user', () => {
  const { ofKind } = deployed({
    passwords: PasswordSecret.external({ storeName: 'vault', storeKind: 'ClusterSecretStore', keys, refreshInterval: Duration.minutes(5) }),
  });
  const [external] = ofKind('ExternalSecret');
  expect(external!.apiVersion).toBe('external-secrets.io/v1');
  expect(external!.spec).toMatchObject({
    refreshInterval: '300s', secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' }, target: { name: 'cache-passwords' },
  });
  expect(external!.spec.data.map((entry: any) => [entry.secretKey, entry.remoteRef.key]))
    .toEqual(expect.arrayContaining(USERS.map((user) => [user, `prod/cache/${user}`])));
  expect(passwordJobs(ofKind)).toEqual([]);
});

test.each([
  [{ storeName: 'vault', keys: { app: 'x' } }, /passwords\.keys: has no remote key for replication, sentinel/],
  [{ storeName: 'vault', storeKind: 'Vault', keys }, /passwords\.storeKind: got "Vault"/],
])('%j is refused', (options, message) => {
  expect(() => deployed({ passwords: PasswordSecret.external(options) })).toThrow(message);
});
