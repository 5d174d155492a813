import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { copiedPasswordDescription } from '../../lib/aws';
import type { UserName } from '../../lib/model';
import { acknowledge } from './acknowledge';
import { constructId } from './construct-id';
import { policyArn } from './node-certificates';
import type { RegionAgreement } from './region-agreement';
import type { DeploymentSecrets } from './user-secrets';

export interface CopiedSecretsProps {
  readonly users: string[];
  readonly secrets: DeploymentSecrets;
  readonly agreement: RegionAgreement;
  /** Region they are copied to. */
  readonly region: string;
  readonly encryptionKey?: kms.IKey;
  /** Key of the copies. */
  readonly replicaKey?: kms.IKey;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The passwords once more, under names that the other region's stack knows, and copied there by Secrets Manager. Not the
 * secrets themselves: to name one that exists would replace it, and a deployment that is given a second region would get new
 * passwords.
 */
export class CopiedSecrets extends Construct {
  constructor(scope: Construct, id: string, props: CopiedSecretsProps) {
    super(scope, id);
    for (const user of props.users) {
      const copy = new secretsmanager.Secret(this, constructId(user), {
        secretName: props.agreement.secretName(user),
        description: copiedPasswordDescription(user),
        encryptionKey: props.encryptionKey,
        removalPolicy: props.removalPolicy,
        secretStringValue: props.secrets.of(user as UserName).secretValue,
        replicaRegions: [{ region: props.region, encryptionKey: props.replicaKey }],
      });
      acknowledge(copy, 'AwsSolutions-SMG4', 'has the value of another secret, which is not rotated either');
    }
  }
}

/** The passwords as they are in the other region. */
export class ReplicatedSecrets extends Construct implements DeploymentSecrets {
  readonly #secrets = new Map<string, secretsmanager.ISecret>();
  readonly #names = new Map<string, string>();

  constructor(scope: Construct, id: string, users: string[], agreement: RegionAgreement) {
    super(scope, id);
    for (const user of users) {
      const name = agreement.secretName(user);
      this.#names.set(user, name);
      this.#secrets.set(user, secretsmanager.Secret.fromSecretNameV2(this, constructId(user), name));
    }
  }

  public of(user: UserName): secretsmanager.ISecret {
    return this.#secrets.get(user)!;
  }

  public get ids(): Record<string, string> {
    return Object.fromEntries(this.#names);
  }

  public get arns(): string[] {
    return [...this.#secrets.values()].map(policyArn);
  }
}
