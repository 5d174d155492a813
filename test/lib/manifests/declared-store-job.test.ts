import { ObjectStore, StoreIdentity } from '../../../lib/manifests';
import { storePodPlace, type DeclaredStoreJob } from '../../../lib/manifests/declared-store-job';

const store = ObjectStore.s3({ bucket: 'backups', region: 'eu-west-1', identity: StoreIdentity.secret('keys') });
const place = (declared: DeclaredStoreJob = {}): ReturnType<typeof storePodPlace> => storePodPlace(declared, store, 'cache-backup', 'cache');

test('without more words its pods are guarded by policies, and have the store\'s identity', () => {
  expect(place()).toMatchObject({
    plan: { name: 'cache' }, name: 'cache-backup', networkPolicies: true, labels: {}, annotations: {}, imagePullSecrets: [],
    access: { credentialsSecret: 'keys', port: 443 },
  });
  expect(place()).not.toHaveProperty('namespace');
});

test('what is said about its pods is said of them', () => {
  const tolerations = [{ key: 'dedicated', operator: 'Equal' as const, value: 'backups' }];
  expect(place({ namespace: 'shop', nodeSelector: { pool: 'backups' }, tolerations, priorityClassName: 'low', networkPolicies: false })).toMatchObject({
    namespace: 'shop', nodeSelector: { pool: 'backups' }, priorityClassName: 'low', networkPolicies: false, tolerations: [expect.objectContaining({ key: 'dedicated' })],
  });
});

test('a peer that Kubernetes would refuse is refused, by name', () => {
  expect(() => place({ dns: [{}] })).toThrow(/^dns\[0\]: names nobody/);
});
