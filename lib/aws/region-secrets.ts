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

/** Names that `RegionNaming.secretName` gives. A whole ARN has a dash and six characters behind the name, and these have none. */
const NAMED_BY_REGIONS = /:secret:redis-ha\/[^/]+\/[a-z]+$/;

/** What a policy calls a secret, which may be one that two regions know by its name. */
export function policyArnOfSecret(arn: string): string {
  return NAMED_BY_REGIONS.test(arn) ? policyArnOfNamed(arn) : arn;
}

/** What nodes of the other region need besides, where copies of secrets are encrypted with a key of that region. */
export function copiedSecretsKeyStatements(keyArn: string): PolicyStatement[] {
  return [{ sid: 'KeyOfCopiedSecrets', actions: ['kms:Decrypt'], resources: [keyArn] }];
}
