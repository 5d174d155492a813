import type * as pulumi from '@pulumi/pulumi';
import { PasswordSecret, type ExternalPasswords, type GeneratedPasswords } from 'redis-ha-constructs/pulumi/kubernetes';
import { chosen } from '../shared/choice';

/** A Secret with a key per user of the plan. */
export interface ExistingPasswords {
  secretName: pulumi.Input<string>;
}

/** Where the users' passwords come from: one of these. */
export interface PasswordsChoice {
  /** A Job makes them in the cluster, once; `{}` for a Secret of the usual name. */
  generatedAtInstall?: GeneratedPasswords;
  /** A Secret that exists. */
  existing?: ExistingPasswords;
  /** An ExternalSecret brings them from a store. */
  external?: ExternalPasswords;
}

export function passwordSecret(choice: PasswordsChoice | undefined): PasswordSecret | undefined {
  return chosen('passwords', choice, {
    generatedAtInstall: (options) => PasswordSecret.generatedAtInstall(options),
    existing: ({ secretName }) => PasswordSecret.existing(secretName),
    external: (options) => PasswordSecret.external(options),
  });
}
