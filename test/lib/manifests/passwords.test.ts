import { inputWith, objectsOf, ofKind, PLANS, theOne } from './inputs';
import type { PasswordSource } from '../../../lib/manifests';

const GENERATED: PasswordSource = { kind: 'generated', secretName: 'cache-passwords' };
const EXTERNAL: PasswordSource = {
  kind: 'external', secretName: 'cache-external', store: { name: 'vault', kind: 'ClusterSecretStore' }, refreshInterval: '1h0m0s',
  keys: Object.fromEntries(PLANS.Sentinel!.users.map(({ name }) => [name, `prod/${name}`])),
};

const kindsWith = (passwords: PasswordSource): string[] => (
  objectsOf(inputWith(PLANS.Sentinel!, { passwords })).map(({ kind }) => kind));

test('an existing Secret is mounted, and nothing is made', () => {
  const kinds = kindsWith({ kind: 'existing', secretName: 'mine' });
  expect(kinds.filter((kind) => ['Job', 'Secret', 'ExternalSecret'].includes(kind))).toEqual([]);
});

test.each([GENERATED, EXTERNAL, { kind: 'existing', secretName: 'mine' } as const])('$kind: nodes mount that Secret', (passwords) => {
  const [set] = ofKind(inputWith(PLANS.Sentinel!, { passwords }), 'StatefulSet');
  const volume = set.spec.template.spec.volumes.find(({ name }: any) => name === 'secrets');
  expect(volume.secret).toEqual({ secretName: passwords.secretName, defaultMode: 0o440 });
});

test('a Job with an account of its own may create Secrets and see that one', () => {
  const input = inputWith(PLANS.Sentinel!, { passwords: GENERATED });
  const job = theOne(input, 'Job');
  expect(job.spec.template.spec.serviceAccountName).toBe('cache-passwords');
  const { rules } = theOne(input, 'Role', 'cache-passwords');
  expect(rules.map(({ resources, verbs, resourceNames }: any) => [resources, verbs.includes('create'), resourceNames])).toEqual([
    [['secrets'], true, undefined], [['secrets'], false, ['cache-passwords']],
  ]);
  expect(theOne(input, 'RoleBinding', 'cache-passwords').subjects).toEqual([{ kind: 'ServiceAccount', name: 'cache-passwords' }]);
  const nodes = theOne(input, 'Role', 'cache');
  expect(nodes.rules.flatMap(({ resources }: any) => resources)).not.toContain('secrets');
});

test('a Job that would change is another Job, since a Job cannot', () => {
  const nameWith = (more: object): string => theOne(inputWith(PLANS.Sentinel!, { passwords: GENERATED, ...more }), 'Job').metadata.name;
  expect(nameWith({})).toBe(nameWith({}));
  expect(nameWith({})).not.toBe(nameWith({ imagePullSecrets: ['registry'] }));
});

test('an ExternalSecret gives every user its key, and outlives its own deletion', () => {
  const { spec } = theOne(inputWith(PLANS.Sentinel!, { passwords: EXTERNAL }), 'ExternalSecret');
  expect(spec.secretStoreRef).toEqual({ name: 'vault', kind: 'ClusterSecretStore' });
  expect(spec.target).toEqual({ name: 'cache-external', creationPolicy: 'Orphan', deletionPolicy: 'Retain' });
  expect(spec.data.map(({ secretKey, remoteRef }: any) => [secretKey, remoteRef.key]))
    .toEqual(PLANS.Sentinel!.users.map(({ name }) => [name, `prod/${name}`]));
});
