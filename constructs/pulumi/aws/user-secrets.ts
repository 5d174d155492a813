import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { PASSWORD, passwordDescription } from '../../../lib/aws';
import { childName } from '../shared';
import type { ChildOptions } from './child-options';

/** A secret of a deployment, made here or known by its name. */
export interface DeploymentSecret {
  /** Of one that is known by its name only, without the six characters that Secrets Manager puts behind it. */
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** ARN of its key; undefined with the account's AWS managed one. */
  readonly kmsKeyId: pulumi.Output<string | undefined>;
}

/** Where the passwords of a region's nodes are. */
export interface NodeSecrets {
  /** User name to its secret. */
  readonly secrets: Record<string, DeploymentSecret>;
  /** User name to what Secrets Manager is asked for. */
  readonly ids: Record<string, pulumi.Output<string>>;
  /** User name to what a policy calls its secret. */
  readonly policyArns: Record<string, pulumi.Output<string>>;
  /** What must be there before a node asks. */
  readonly filled: pulumi.Resource[];
}

/** One secret per user, holding the password and nothing else. */
export interface UserSecrets extends NodeSecrets {
  /** User name to what is in its secret: it is secret here, too. */
  readonly passwords: Record<string, pulumi.Output<string>>;
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
  const passwords: Record<string, pulumi.Output<string>> = {};
  const filled = users.map((user) => {
    const secret = new aws.secretsmanager.Secret(childName(component, `Users-${user}`), {
      description: passwordDescription(user), kmsKeyId: key,
    }, { parent, ...kept });
    secrets[user] = secret;
    const { randomPassword } = aws.secretsmanager.getRandomPasswordOutput({
      passwordLength: PASSWORD.length, excludePunctuation: PASSWORD.excludePunctuation,
    }, { parent });
    const version = new aws.secretsmanager.SecretVersion(childName(component, `Users-${user}-Password`), {
      secretId: secret.id, secretString: pulumi.secret(randomPassword),
    }, { parent, ...kept, ignoreChanges: ['secretString'], additionalSecretOutputs: ['secretString'] });
    // Of the version, which keeps the first: what was made up in this run is thrown away.
    passwords[user] = pulumi.secret(version.secretString).apply((password) => password ?? '');
    return version;
  });
  const arns = Object.fromEntries(Object.entries(secrets).map(([user, { arn }]) => [user, arn]));
  return { secrets, passwords, ids: arns, policyArns: arns, filled };
}
