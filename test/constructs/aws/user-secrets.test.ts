import { RemovalPolicy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { UserSecrets } from '../../../constructs/aws/user-secrets';
import { UserName } from '../../../lib/model';
import { aStack } from './stacks';

const USERS = [UserName.APP, UserName.AGENT, UserName.MONITOR];

test('one secret per user, which holds nothing but a password no file needs to quote', () => {
  const stack = aStack();
  const secrets = new UserSecrets(stack, 'Secrets', { users: USERS, removalPolicy: RemovalPolicy.RETAIN });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::SecretsManager::Secret', 3);
  template.allResources('AWS::SecretsManager::Secret', {
    DeletionPolicy: 'Retain',
    Properties: { GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true } },
  });
  for (const { Properties } of Object.values(template.findResources('AWS::SecretsManager::Secret'))) {
    expect(Object.keys(Properties.GenerateSecretString).sort()).toEqual(['ExcludePunctuation', 'PasswordLength']);
    expect(Properties.KmsKeyId).toBeUndefined();
  }
  expect(Object.keys(secrets.ids)).toEqual(USERS);
  for (const user of USERS) {
    expect(stack.resolve(secrets.ids[user])).toEqual({ Ref: stack.resolve(secrets.of(user).secretArn).Ref });
  }
  const described = Object.entries(template.findResources('AWS::SecretsManager::Secret'))
    .find(([id]) => id === stack.resolve(secrets.ids.agent).Ref)![1].Properties.Description;
  expect(described).toBe('Password of the Redis user agent');
});

test('an own key and another end are what was asked for', () => {
  const stack = aStack();
  const encryptionKey = new kms.Key(stack, 'Key');
  new UserSecrets(stack, 'Secrets', { users: [UserName.APP], encryptionKey, removalPolicy: RemovalPolicy.DESTROY });
  Template.fromStack(stack).hasResource('AWS::SecretsManager::Secret', {
    DeletionPolicy: 'Delete', Properties: { KmsKeyId: stack.resolve(encryptionKey.keyArn) },
  });
});
