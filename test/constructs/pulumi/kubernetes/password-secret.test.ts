import * as pulumi from '@pulumi/pulumi';
import { PasswordSecret } from '../../../../constructs/pulumi/kubernetes';
import { UserName } from '../../../../lib/model';
import { recorded, UNKNOWN, type Recorded } from '../recorded';
import { deployed, objectsOf, resourceOf, sentinel } from './programs';

const USERS = Object.values(UserName);

const setsOf = (told: Recorded): unknown[] => objectsOf(told).filter(({ kind }) => kind === 'StatefulSet');

/** Everything that a deployment's pods read passwords from. */
const secretsRead = (told: Recorded): string[] => [...new Set(JSON.stringify(setsOf(told))
  .match(/"secretName":"[^"]*"/g)?.map((found) => found.slice(14, -1)).filter((name) => name.includes('passwords')) ?? [])];

test('made at install: a Job makes them in the cluster, and no resource holds one', async () => {
  const told = await deployed({ passwords: PasswordSecret.generatedAtInstall({ secretName: 'my-passwords' }) });
  expect(secretsRead(told)).toEqual(['my-passwords']);
  expect(objectsOf(told).filter(({ kind }) => kind === 'Secret')).toEqual([]);
  expect(objectsOf(told).some(({ kind, metadata }) => kind === 'Job' && metadata.name.includes('passwords'))).toBe(true);
});

test('a Secret that exists is read, and nothing makes one; its name may not be known yet', async () => {
  class Made extends pulumi.CustomResource {}
  const told = await recorded(() => {
    sentinel({ passwords: PasswordSecret.existing(pulumi.interpolate`${new Made('test:index:Made', 'made', {}).id}-passwords`) });
  }, { preview: true });
  expect(JSON.stringify(setsOf(told))).toContain(UNKNOWN);
  expect(objectsOf(told).filter(({ kind, metadata }) => kind === 'Job' && metadata.name.includes('passwords'))).toEqual([]);
});

test('of a store: an ExternalSecret brings them, and stays when it leaves the program', async () => {
  const keys = Object.fromEntries(USERS.map((user) => [user, pulumi.output(`prod/${user}`)]));
  const told = await deployed({ passwords: PasswordSecret.external({ storeName: pulumi.output('vault'), keys, refreshInterval: '30m' }) });
  const external = resourceOf(told, 'ExternalSecret', 'cache-passwords');
  expect(external.inputs.spec).toMatchObject({ secretStoreRef: { name: 'vault', kind: 'SecretStore' }, refreshInterval: '1800s' });
  expect(JSON.stringify(external.inputs.spec)).toContain('prod/app');
  expect(external.options.retainOnDelete).toBe(true);
});

test('what no Secret can be called is refused, naming component and argument', async () => {
  await expect(deployed({ passwords: PasswordSecret.existing('Mine') })).rejects.toThrow(/^cache: passwords\.secretName: got "Mine"/);
});
