import { InvalidInput } from '../model';
import type { DeploymentPlan } from '../plan';
import type { PasswordSource } from './deployment-input';

/** Where passwords that are made at install are kept. */
export interface GeneratedPasswords {
  /** Name of the Secret. @default - `<deployment>-passwords` */
  readonly secretName?: string;
}

/** What is known of an external store whatever the framework. */
export interface ExternalStore {
  readonly storeName: string;
  /** `SecretStore` or `ClusterSecretStore`. @default 'SecretStore' */
  readonly storeKind?: string;
  /** Remote key per user. */
  readonly keys: Record<string, string>;
  /** @default 3600 */
  readonly refreshSeconds?: number | undefined;
  readonly secretName?: string;
}

/** Of a plan that is known later. */
export type PasswordsOf = (plan: DeploymentPlan) => PasswordSource;

/** A Secret that exists. */
export function existingPasswords(secretName: string): PasswordsOf {
  return checked(() => ({ kind: 'existing', secretName }));
}

/** A Job makes it. */
export function generatedPasswords({ secretName }: GeneratedPasswords = {}): PasswordsOf {
  return checked((plan) => ({ kind: 'generated', secretName: secretName ?? defaultName(plan) }));
}

/** An ExternalSecret brings it. */
export function externalPasswords(options: ExternalStore): PasswordsOf {
  return checked((plan) => {
    const kind = options.storeKind ?? 'SecretStore';
    if (!['SecretStore', 'ClusterSecretStore'].includes(kind)) {
      throw new InvalidInput('passwords.storeKind', `got "${kind}"`, 'use SecretStore or ClusterSecretStore');
    }
    return {
      kind: 'external',
      secretName: options.secretName ?? defaultName(plan),
      store: { name: options.storeName, kind },
      keys: { ...options.keys },
      refreshInterval: options.refreshSeconds === undefined ? '1h' : `${options.refreshSeconds}s`,
    };
  });
}

function checked(source: PasswordsOf): PasswordsOf {
  return (plan) => {
    const found = source(plan);
    if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(found.secretName)) {
      throw new InvalidInput('passwords.secretName', `got "${found.secretName}"`, 'use the name of a Secret: lower-case letters, digits, dashes and dots');
    }
    return found;
  };
}

function defaultName(plan: DeploymentPlan): string {
  return `${plan.name}-passwords`;
}
