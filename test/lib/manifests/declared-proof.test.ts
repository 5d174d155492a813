import { declaredProof, ObjectStore, StoreIdentity, type DeclaredProof } from '../../../lib/manifests';
import { Engine } from '../../../lib/model';

const BACKUP = { deployment: 'cache', backupId: '20261122T150203Z-4f3a91' };
const declared = (more: Partial<DeclaredProof> = {}): ReturnType<typeof declaredProof> => declaredProof({
  ...BACKUP, store: ObjectStore.s3({ bucket: 'backups', region: 'eu-west-1', identity: StoreIdentity.podIdentity() }), memoryBytes: 2 ** 30, ...more,
});

test('without more words it is loaded by what deployments run, on twice its memory of disk, within six hours', () => {
  const proof = declared();
  expect(proof).toMatchObject({
    proof: { store: 's3://backups', deployment: 'cache', backup: BACKUP.backupId, engine: { family: 'redis' } },
    volume: { scratchBytes: 2 ** 31 }, cpuMillicores: 500, deadlineSeconds: 21_600,
  });
  expect(proof.name).toContain('cache');
});

test('another backup is another Job, so that a proof is never taken for another\'s', () => {
  expect(declared({ backupId: '20261123T150203Z-4f3a91' }).name).not.toBe(declared().name);
});

test('a claim takes the place of the scratch volume; another engine brings its image', () => {
  expect(declared({ claimName: 'scratch' }).volume).toEqual({ claimName: 'scratch' });
  expect(declared({ engine: Engine.VALKEY_8_1 }).engineImage).not.toBe(declared().engineImage);
});

test.each<[Partial<DeclaredProof>, RegExp]>([
  [{ backupId: 'latest' }, /backupId: got "latest"/], [{ deployment: 'Cache' }, /deployment: got "Cache"/],
  [{ timeoutSeconds: 1 }, /timeout: got 1/], [{ cpu: 0 }, /cpu: got 0/],
])('%j is refused, by name', (wrong, message) => {
  expect(() => declared(wrong)).toThrow(message);
});
