import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { PASSWORD, passwordDescription } from '../../../lib/aws';
import { childName } from '../shared';
import type { ChildOptions } from './child-options';

/** One secret per user, holding the password and nothing else. */
export interface UserSecrets {
  /** User name to its secret. */
  readonly secrets: Record<string, aws.secretsmanager.Secret>;
  /** What must be there before a node asks. */
  readonly filled: pulumi.Resource[];
}

/**
 * A password is made once: Secrets Manager makes one up at every run of the program, and all but the first are thrown away,
 * because the version that holds it ignores changes. It is in the state of the stack, encrypted as every secret there.
 *
 * A rotation that only changed the secret would lock nodes and clients out, so there is none.
 */
export function userSecrets(
  component: string, users: string[], key: pulumi.Input<string> | undefined, { parent, kept }: ChildOptions,
): UserSecrets {
  const secrets: Record<string, aws.secretsmanager.Secret> = {};
  const filled = users.map((user) => {
    const secret = new aws.secretsmanager.Secret(childName(component, `Users-${user}`), {
      description: passwordDescription(user), kmsKeyId: key,
    }, { parent, ...kept });
    secrets[user] = secret;
    const { randomPassword } = aws.secretsmanager.getRandomPasswordOutput({
      passwordLength: PASSWORD.length, excludePunctuation: PASSWORD.excludePunctuation,
    }, { parent });
    return new aws.secretsmanager.SecretVersion(childName(component, `Users-${user}-Password`), {
      secretId: secret.id, secretString: pulumi.secret(randomPassword),
    }, { parent, ...kept, ignoreChanges: ['secretString'], additionalSecretOutputs: ['secretString'] });
  });
  return { secrets, filled };
}
