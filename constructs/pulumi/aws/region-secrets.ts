import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { copiedPasswordDescription, policyArnOfNamed, type RegionNaming } from '../../../lib/aws';
import { childName } from '../shared';
import type { ChildOptions } from './child-options';
import type { SecretCopies } from './node-certificates';
import { arnOf, type Place } from './place';
import type { NodeSecrets, UserSecrets } from './user-secrets';

/** Where secrets are copied to. */
export function secretCopies(
  names: RegionNaming, { region, secretsKey }: { region: string; secretsKey?: pulumi.Input<string> },
): SecretCopies {
  return { region, encryptionKey: secretsKey, nameOf: (what) => names.secretName(what) };
}

/** Arguments of a secret that another region reads by its name. */
export function copiedAs(
  name: string, { region, encryptionKey }: SecretCopies, { kept }: ChildOptions,
): aws.secretsmanager.SecretArgs {
  return {
    name,
    replicas: [{ region, kmsKeyId: encryptionKey }],
    // The name of one that is to be recoverable stays taken for a month, and the next deployment could not have it.
    ...(kept.retainOnDelete ? {} : { recoveryWindowInDays: 0 }),
  };
}

/**
 * The passwords once more, under names that the other region knows, and copied there by Secrets Manager. Not the secrets
 * themselves: to name one that exists would replace it, and a deployment that is given a second region would get new passwords.
 *
 * @returns what must be there before a node of the other region starts
 */
export function copiedSecrets(
  component: string, { passwords }: UserSecrets, copies: SecretCopies, key: pulumi.Input<string> | undefined,
  options: ChildOptions,
): pulumi.Resource[] {
  const { parent, kept } = options;
  return Object.entries(passwords).map(([user, password]) => {
    const copy = new aws.secretsmanager.Secret(childName(component, `CopiedSecrets-${user}`), {
      ...copiedAs(copies.nameOf(user), copies, options), description: copiedPasswordDescription(user), kmsKeyId: key,
    }, { parent, ...kept });
    return new aws.secretsmanager.SecretVersion(childName(component, `CopiedSecrets-${user}-Password`), {
      secretId: copy.id, secretString: password,
    }, { parent, ...kept, additionalSecretOutputs: ['secretString'] });
  });
}

/** The passwords as they are in the other region: known by their names, nothing is asked. */
export function replicatedSecrets(
  users: string[], names: RegionNaming, place: Place, secretsKey: pulumi.Input<string> | undefined,
): NodeSecrets {
  const secrets = Object.fromEntries(users.map((user) => {
    const name = names.secretName(user);
    const arn = arnOf(place, 'secretsmanager', `secret:${name}`);
    return [user, { name: pulumi.output(name), arn, kmsKeyId: pulumi.output(secretsKey) }];
  }));
  return {
    secrets,
    ids: Object.fromEntries(users.map((user) => [user, pulumi.output(names.secretName(user))])),
    policyArns: Object.fromEntries(users.map((user) => [user, secrets[user]!.arn.apply(policyArnOfNamed)])),
    filled: [],
  };
}
