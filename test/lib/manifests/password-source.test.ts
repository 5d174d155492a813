import { existingPasswords, externalPasswords, generatedPasswords } from '../../../lib/manifests';
import type { DeploymentPlan } from '../../../lib/plan';

const PLAN = { name: 'cache' } as DeploymentPlan;

test('wherever they come from, they end in one Secret, by default the deployment\'s', () => {
  expect(existingPasswords('mine')(PLAN)).toEqual({ kind: 'existing', secretName: 'mine' });
  expect(generatedPasswords()(PLAN)).toEqual({ kind: 'generated', secretName: 'cache-passwords' });
  expect(externalPasswords({ storeName: 'vault', keys: { app: 'prod/app' } })(PLAN)).toEqual({
    kind: 'external', secretName: 'cache-passwords', store: { name: 'vault', kind: 'SecretStore' }, keys: { app: 'prod/app' }, refreshInterval: '1h',
  });
  expect(externalPasswords({ storeName: 'vault', storeKind: 'ClusterSecretStore', keys: {}, refreshSeconds: 90, secretName: 'mine' })(PLAN))
    .toMatchObject({ secretName: 'mine', store: { kind: 'ClusterSecretStore' }, refreshInterval: '90s' });
});

test('what no Secret and no store can be is refused, by name', () => {
  for (const source of [existingPasswords('Mine'), generatedPasswords({ secretName: '-' }), externalPasswords({ storeName: 'v', keys: {}, secretName: 'a b' })]) {
    expect(() => source(PLAN)).toThrow(/^passwords\.secretName: got/);
  }
  expect(() => externalPasswords({ storeName: 'v', storeKind: 'Vault', keys: {} })(PLAN)).toThrow(/^passwords\.storeKind: got "Vault"/);
});
