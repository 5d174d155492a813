import { declaredBackup, existingSource, ObjectStore, StoreIdentity, type DeclaredBackup } from '../../../lib/manifests';

const source = existingSource({ deploymentName: 'sessions', nodes: [{ host: 'a' }], secretName: 'redis', shards: 3 });
const declared = (more: Partial<DeclaredBackup> = {}): ReturnType<typeof declaredBackup> => declaredBackup({
  source, store: ObjectStore.s3({ bucket: 'backups', region: 'eu-west-1', identity: StoreIdentity.podIdentity() }), dataSetBytes: 2 ** 30, ...more,
});

test('without more words it is every hour, verified, and goes by its deployment\'s name', () => {
  expect(declared()).toMatchObject({
    name: 'sessions-backup', schedule: expect.stringMatching(/^\d{1,2} \* \* \* \*$/), cpuMillicores: 500, networkPolicies: true,
    run: { deployment: 'sessions', nodes: ['a:6379'], store: 's3://backups', codec: 'auto', verify: true, fromPrimary: false },
    dataSet: { bytes: 2 ** 30, shards: 3, verify: true },
  });
});

test('deployments do not all begin at the same minute, and one always at its own', () => {
  const minute = (deploymentName: string): string => declared({ source: { ...source, deploymentName } }).schedule;
  expect(new Set(['a', 'b', 'c', 'd', 'e', 'f'].map(minute)).size).toBeGreaterThan(1);
  expect(minute('a')).toBe(minute('a'));
});

test('the data set is all shards\' memory, where it is known', () => {
  expect(declared({ dataSetBytes: undefined, source: { ...source, maxMemoryBytes: 1000 } }).dataSet.bytes).toBe(3000);
  expect(() => declared({ dataSetBytes: undefined })).toThrow(/dataSetSize: is not known/);
});

test('pods that read a deployment\'s Secret have to be where it is', () => {
  const bound = { ...source, bound: true, namespace: 'shop' };
  expect(declared({ source: bound, namespace: 'shop' }).namespace).toBe('shop');
  expect(() => declared({ source: bound, namespace: 'other' })).toThrow(/source: the deployment is in namespace shop and the schedule in other/);
});

test.each<[Partial<DeclaredBackup>, RegExp]>([
  [{ timeoutSeconds: 59 }, /timeout: got 59/], [{ deadlineSeconds: 0 }, /deadline: got 0/], [{ cpu: 0 }, /cpu: got 0/], [{ dataSetBytes: 0 }, /dataSetSize: got 0/],
])('%j is refused, by name', (wrong, message) => {
  expect(() => declared(wrong)).toThrow(message);
});
