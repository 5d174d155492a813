import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IConstruct } from 'constructs';
import { PASSWORD, passwordDescription } from '../../lib/aws';
import type { UserName } from '../../lib/model';
import { acknowledge } from './acknowledge';

export interface UserSecretsProps {
  /** Names of the plan's users. */
  readonly users: string[];
  readonly encryptionKey?: kms.IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** Where the passwords of a region's nodes are. */
export interface DeploymentSecrets extends IConstruct {
  /** User name to what Secrets Manager is asked for. */
  readonly ids: Record<string, string>;
  /** What a role is allowed to read. */
  readonly arns: string[];
  of(user: UserName): secretsmanager.ISecret;
}

/** One secret per user, holding the password and nothing else. */
export class UserSecrets extends Construct implements DeploymentSecrets {
  private readonly secrets = new Map<string, secretsmanager.Secret>();

  constructor(scope: Construct, id: string, props: UserSecretsProps) {
    super(scope, id);
    for (const user of props.users) {
      const secret = new secretsmanager.Secret(this, user.charAt(0).toUpperCase() + user.slice(1), {
        description: passwordDescription(user),
        encryptionKey: props.encryptionKey,
        removalPolicy: props.removalPolicy,
        generateSecretString: { passwordLength: PASSWORD.length, excludePunctuation: PASSWORD.excludePunctuation },
      });
      acknowledge(secret, 'AwsSolutions-SMG4',
        'rotating a password must reach every node and client in order; a rotation that only changes the secret would lock them '
          + 'out');
      this.secrets.set(user, secret);
    }
  }

  /** The secret of one user. */
  public of(user: UserName): secretsmanager.Secret {
    return this.secrets.get(user)!;
  }

  /** User name to secret ARN. */
  public get ids(): Record<string, string> {
    return Object.fromEntries([...this.secrets].map(([user, secret]) => [user, secret.secretArn]));
  }

  public get arns(): string[] {
    return [...this.secrets.values()].map((secret) => secret.secretArn);
  }
}
