import type * as pulumi from '@pulumi/pulumi';
import {
  existingPasswords, externalPasswords, generatedPasswords, type GeneratedPasswords, type PasswordsOf, type PasswordSource,
} from '../../../lib/manifests';
import type { DeploymentPlan } from '../../../lib/plan';
import { secondsOf, type Duration } from '../shared';
import { marked, markOf } from './deferred';

/** Passwords in a store that the External Secrets Operator reads. */
export interface ExternalPasswords {
  /** Name of the SecretStore or ClusterSecretStore. */
  readonly storeName: pulumi.Input<string>;
  /**
   * `SecretStore` or `ClusterSecretStore`.
   *
   * @default 'SecretStore'
   */
  readonly storeKind?: string;
  /** What each user's password is called in the store, such as `{ app: 'prod/cache/app', ... }`; every user of the plan. */
  readonly keys: Record<string, pulumi.Input<string>>;
  /**
   * How often the store is read again. A password that changes there reaches a pod's files, and Redis at its next start.
   *
   * @default '1h'
   */
  readonly refreshInterval?: Duration;
  /** Name of the Secret the operator writes. @default - `<deployment>-passwords` */
  readonly secretName?: string;
}

/**
 * Where the passwords of a deployment's users come from. Wherever it is, they end in one Secret with a key per user; no
 * password is ever in a manifest.
 */
export class PasswordSecret {
  /** A Secret that exists, or that something else makes, with a key per user of the plan: `app`, `replication` and so on. */
  public static existing(secretName: pulumi.Input<string>): PasswordSecret {
    return new PasswordSecret(existingPasswords(markOf(secretName)));
  }

  /**
   * A Job makes the passwords in the cluster, once; neither it nor anything else changes or deletes them. A Secret of that name
   * that is there already is left as it is.
   */
  public static generatedAtInstall(options: GeneratedPasswords = {}): PasswordSecret {
    return new PasswordSecret(generatedPasswords(options));
  }

  /** An ExternalSecret (`external-secrets.io/v1`) brings them from a store. */
  public static external(options: ExternalPasswords): PasswordSecret {
    const { storeName, storeKind, keys, refreshInterval, secretName } = options;
    return new PasswordSecret((plan) => externalPasswords({
      storeName: markOf(storeName), storeKind, keys: marked<Record<string, string>>(keys), secretName,
      refreshSeconds: refreshInterval === undefined ? undefined : secondsOf('passwords.refreshInterval', refreshInterval),
    })(plan));
  }

  private constructor(private readonly source: PasswordsOf) {}

  /** @internal */
  public _bind(plan: DeploymentPlan): PasswordSource {
    return this.source(plan);
  }
}
