import { copiedSecretsKeyStatements, policyArnOfNamed } from '../../../lib/aws';

test('a secret of which only the name is known: whatever six characters are behind it, and no others', () => {
  expect(policyArnOfNamed('arn:aws:secretsmanager:eu-west-1:1:secret:redis-ha/orders/app'))
    .toMatch(/:secret:redis-ha\/orders\/app-\?{6}$/);
});

test('the key of the copies may be used for reading, and for nothing else', () => {
  expect(copiedSecretsKeyStatements('arn:key')).toEqual([{ sid: 'KeyOfCopiedSecrets', actions: ['kms:Decrypt'], resources: ['arn:key'] }]);
});
