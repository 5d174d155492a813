import type { PolicyStatement } from './node-policy';

/** What a copied password is there for. */
export function copiedPasswordDescription(user: string): string {
  return `Password of the Redis user ${user}, for the other region`;
}

/**
 * What a policy calls a secret of which only the name is known: Secrets Manager puts six more characters behind it.
 *
 * @param arn with the name, without those characters
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
 */
export function policyArnOfNamed(arn: string): string {
  return `${arn}-??????`;
}

/** What nodes of the other region need besides, where copies of secrets are encrypted with a key of that region. */
export function copiedSecretsKeyStatements(keyArn: string): PolicyStatement[] {
  return [{ sid: 'KeyOfCopiedSecrets', actions: ['kms:Decrypt'], resources: [keyArn] }];
}
