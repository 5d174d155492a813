import type { Duration } from 'cdk8s';
import type { PasswordSource } from '../../lib/manifests';
import { InvalidInput } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { secondsOf } from './setting-overrides';

/** Where passwords that are made at install are kept. */
export interface GeneratedPasswords {
  /** Name of the Secret. @default - `<deployment>-passwords` */
  readonly secretName?: string;
}

/** Passwords in a store that the External Secrets Operator reads. */
export interface ExternalPasswords {
  /** Name of the SecretStore or ClusterSecretStore. */
  readonly storeName: string;
  /**
   * `SecretStore` or `ClusterSecretStore`.
   *
   * @default 'SecretStore'
   */
  readonly storeKind?: string;
  /** What each user's password is called in the store, such as `{ app: 'prod/cache/app', ... }`; every user of the plan. */
  readonly keys: Record<string, string>;
  /**
   * How often the store is read again. A password that changes there reaches a pod's files, and Redis at its next start.
   *
   * @default Duration.hours(1)
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
  public static existing(secretName: string): PasswordSecret {
    return new PasswordSecret(() => ({ kind: 'existing', secretName }));
  }

  /**
   * A Job makes the passwords in the cluster, once; neither it nor anything else changes or deletes them. A Secret of that name
   * that is there already is left as it is.
   */
  public static generatedAtInstall(options: GeneratedPasswords = {}): PasswordSecret {
    return new PasswordSecret((plan) => ({ kind: 'generated', secretName: options.secretName ?? defaultName(plan) }));
  }

  /** An ExternalSecret (`external-secrets.io/v1`) brings them from a store. */
  public static external(options: ExternalPasswords): PasswordSecret {
    return new PasswordSecret((plan) => {
      const kind = options.storeKind ?? 'SecretStore';
      if (!['SecretStore', 'ClusterSecretStore'].includes(kind)) {
        throw new InvalidInput('passwords.storeKind', `got "${kind}"`, 'use SecretStore or ClusterSecretStore');
      }
      return {
        kind: 'external',
        secretName: options.secretName ?? defaultName(plan),
        store: { name: options.storeName, kind },
        keys: { ...options.keys },
        refreshInterval: options.refreshInterval ? `${secondsOf('passwords.refreshInterval', options.refreshInterval)}s` : '1h',
      };
    });
  }

  private constructor(private readonly source: (plan: DeploymentPlan) => PasswordSource) {}

  /** @internal */
  public _bind(plan: DeploymentPlan): PasswordSource {
    const source = this.source(plan);
    if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(source.secretName)) {
      throw new InvalidInput('passwords.secretName', `got "${source.secretName}"`, 'use the name of a Secret: lower-case letters, digits, dashes and dots');
    }
    return source;
  }
}

function defaultName(plan: DeploymentPlan): string {
  return `${plan.name}-passwords`;
}
