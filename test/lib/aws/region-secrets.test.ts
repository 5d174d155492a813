import { copiedSecretsKeyStatements, policyArnOfNamed, policyArnOfSecret, RegionNaming, secretStatements } from '../../../lib/aws';
import { RegionStrategy } from '../../../lib/model';
import { twoRegions } from './regions';

test('a secret of which only the name is known: whatever six characters are behind it, and no others', () => {
  expect(policyArnOfNamed('arn:aws:secretsmanager:eu-west-1:1:secret:redis-ha/orders/app'))
    .toMatch(/:secret:redis-ha\/orders\/app-\?{6}$/);
});

test('a policy knows such a secret from one whose whole ARN there is', () => {
  const prefix = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:';
  const names = new RegionNaming(twoRegions(), { strategy: RegionStrategy.WARM });
  for (const what of [...twoRegions().users.map(({ name }) => name), 'certificate', 'ca']) {
    const arn = prefix + names.secretName(what);
    expect(policyArnOfSecret(arn)).toBe(policyArnOfNamed(arn));
    expect(policyArnOfSecret(`${arn}-a1B2c3`)).toBe(`${arn}-a1B2c3`);
  }
  expect(policyArnOfSecret(`${prefix}mine`)).toBe(`${prefix}mine`);
  expect(secretStatements([prefix + names.secretName('backup')], { keyArns: [], region: 'eu-west-1' })[0]!.resources)
    .toEqual([`${prefix}redis-ha/orders/backup-??????`]);
});

test('the key of the copies may be used for reading, and for nothing else', () => {
  expect(copiedSecretsKeyStatements('arn:key')).toEqual([{ sid: 'KeyOfCopiedSecrets', actions: ['kms:Decrypt'], resources: ['arn:key'] }]);
});
