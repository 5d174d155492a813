import { PasswordSecret, Tls, UpdateStrategy } from '../../../../constructs/pulumi/kubernetes';
import { UserName } from '../../../../lib/model';
import type { Recorded } from '../recorded';
import { deployed, isObject, resourceOf } from './programs';

const SKIP = 'pulumi.com/skipAwait';
const skips = ({ resources }: Recorded, kind: string): boolean[] => resources.filter(({ inputs }) => inputs.kind === kind)
  .map(({ inputs }) => inputs.metadata.annotations?.[SKIP] === 'true');

test('what the data depends on is protected; what older pods read, and the marker, are retained', async () => {
  const keys = Object.fromEntries(Object.values(UserName).map((user) => [user, user]));
  const told = await deployed({ passwords: PasswordSecret.external({ storeName: 'vault', keys }) });
  const names = (option: 'protect' | 'retainOnDelete'): string[] => told.resources.filter((resource) => resource.options[option])
    .map(({ inputs }) => `${inputs.kind}/${inputs.metadata.name.replace(/-[0-9a-f]{10}$/, '')}`).sort();
  expect(names('protect')).toEqual(['ConfigMap/cache-state', 'ExternalSecret/cache-passwords', 'StatefulSet/cache-node']);
  expect(new Set(names('retainOnDelete'))).toEqual(new Set([
    'ConfigMap/cache-agent-00', 'ConfigMap/cache-certificates-00', 'ConfigMap/cache-deployment', 'ConfigMap/cache-state', 'ExternalSecret/cache-passwords',
    ...names('retainOnDelete').filter((name) => /^ConfigMap\/cache-(agent|certificates)-\d\d$/.test(name)),
  ]));
});

test('what is to be destroyed is neither, and protection can be taken away alone', async () => {
  const destroyed = await deployed({ removalPolicy: 'destroy' });
  expect(destroyed.resources.filter(({ options }) => options.protect || options.retainOnDelete)).toEqual([]);
  const unprotected = await deployed({ protect: false });
  expect(unprotected.resources.filter(({ options }) => options.protect)).toEqual([]);
  expect(resourceOf(unprotected, 'ConfigMap', 'cache-state').options.retainOnDelete).toBe(true);
});

test('fields that agents write are left alone', async () => {
  const told = await deployed();
  expect(resourceOf(told, 'ConfigMap', 'cache-state').options.ignoreChanges).toEqual(['data', 'binaryData']);
  expect(resourceOf(told, 'Lease', 'cache-turn').options.ignoreChanges).toEqual(['spec']);
});

test('Pulumi waits for pods, for long enough, and never for endpoints', async () => {
  const told = await deployed();
  expect(skips(told, 'StatefulSet')).toEqual([false]);
  expect(skips(told, 'Service').every(Boolean)).toBe(true);
  const { create, update } = resourceOf(told, 'StatefulSet', 'cache-node').options.customTimeouts;
  expect(Number.parseInt(create as string, 10)).toBeGreaterThanOrEqual(900);
  expect(Number.parseInt(update as string, 10)).toBeGreaterThan(Number.parseInt(create as string, 10));
});

test('where somebody else rolls it waits for nobody', async () => {
  const told = await deployed({ updateStrategy: UpdateStrategy.ON_DELETE, tls: Tls.plaintext() });
  expect(skips(told, 'StatefulSet')).toEqual([true]);
  expect(resourceOf(told, 'StatefulSet', 'cache-node').options.customTimeouts).toMatchObject({ create: '', update: '' });
});

test('Jobs come after all but StatefulSets, and those last; nothing depends on itself', async () => {
  const told = await deployed();
  const of = (stage: string): string[] => told.resources.filter(isObject).filter(({ inputs }) => (
    (['Job', 'StatefulSet'].includes(inputs.kind) ? inputs.kind : 'first') === stage
  )).map(({ urn }) => urn);
  for (const { inputs, dependencies } of told.resources.filter(isObject)) {
    const expected = inputs.kind === 'StatefulSet' ? [...of('first'), ...of('Job')] : inputs.kind === 'Job' ? of('first') : [];
    expect([...dependencies].sort()).toEqual(expected.sort());
  }
});
