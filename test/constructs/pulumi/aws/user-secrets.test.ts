import { userSecrets } from '../../../../constructs/pulumi/aws/user-secrets';
import type { Recorded } from '../recorded';
import { ownOptions, part } from './parts';

const made = (preview = false): Promise<Recorded> => part(() => {
  const { passwords, ids } = userSecrets('cache', ['app', 'backup'], 'arn:key', ownOptions());
  return { passwords, ids };
}, { preview });

test('a password is made up once, is secret wherever it is, and its secret is kept', async () => {
  const told = await made();
  for (const user of ['app', 'backup']) {
    expect(told.named(`cache-users-${user}`)).toMatchObject({
      inputs: { kmsKeyId: 'arn:key' }, options: { retainOnDelete: true, protect: true },
    });
    expect(told.named(`cache-users-${user}-password`)).toMatchObject({
      inputs: { secretId: `cache-users-${user}-id`, secretString: 'made-up' }, secrets: ['secretString'],
      options: { retainOnDelete: true, protect: true, ignoreChanges: ['secretString'], additionalSecretOutputs: expect.arrayContaining(['secretString']) },
    });
  }
  expect(told.outputs.passwords).toEqual({ app: 'made-up', backup: 'made-up' });
  expect(told.secretOutputs).toEqual(['passwords.app', 'passwords.backup']);
  expect(told.outputs.ids.app).toContain('cache-users-app');
});

test('a preview makes the same ones', async () => {
  const names = ({ resources }: Recorded): string[] => resources.map(({ urn }) => urn).sort();
  expect(names(await made(true))).toEqual(names(await made()));
});
