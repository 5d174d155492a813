import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { POD_PATHS, type PasswordsConfig } from '../config';
import type { Log } from './log';
import { KubernetesApi, KubernetesConflict, KubernetesNotFound, type ApiObject } from './platform/kubernetes-api';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 48;
/** Somebody else makes the same Secret at the same time, or changes it. */
const MOST_CONFLICTS = 10;

/** @see createPasswords */
export async function createPasswordsCommand(file: string, log: Log): Promise<void> {
  const config = JSON.parse(await readFile(file, 'utf8')) as Partial<PasswordsConfig>;
  const { secretName, users, labels = {} } = config;
  if (!secretName || !users?.length) {
    throw new Error(`${file}: "secretName" and "users" are needed`);
  }
  await createPasswords({ secretName, users, labels }, new KubernetesApi(POD_PATHS.accountDir), log);
}

/**
 * Sees to it that the Secret has a password for every user: makes it, or adds what is missing. What is there stays as it is.
 *
 * @throws Error when it has an empty password: nobody but who put it there knows what it should be
 */
export async function createPasswords(config: PasswordsConfig, api: KubernetesApi, log: Log): Promise<void> {
  const { secretName } = config;
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      const added = await addMissing(config, api);
      log('passwords', { secret: secretName, added, result: added.length === 0 ? 'all were there' : 'added' });
      return;
    } catch (failure) {
      if (!(failure instanceof KubernetesConflict) || conflicts === MOST_CONFLICTS) {
        throw failure;
      }
    }
  }
}

/**
 * @returns users that had none
 * @throws KubernetesConflict when somebody else was first: look again
 */
async function addMissing({ secretName, users, labels }: PasswordsConfig, api: KubernetesApi): Promise<string[]> {
  const secrets = `/api/v1/namespaces/${await api.namespace()}/secrets`;
  const standing = await api.get(`${secrets}/${secretName}`).catch((failure: unknown) => {
    if (failure instanceof KubernetesNotFound) {
      return undefined;
    }
    throw failure;
  });
  if (!standing) {
    const made: ApiObject = {
      apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: { name: secretName, labels }, data: passwords(users),
    };
    await api.post(secrets, made);
    return users;
  }
  const data = (standing.data ?? {}) as Record<string, string>;
  const empty = users.filter((user) => data[user] === '');
  if (empty.length > 0) {
    throw new Error(`Secret ${secretName} has an empty password for ${empty.join(', ')}: set one, or remove the key to have one made`);
  }
  const missing = users.filter((user) => data[user] === undefined);
  if (missing.length > 0) {
    const { resourceVersion } = standing.metadata;
    await api.patch(`${secrets}/${secretName}`, { metadata: { resourceVersion }, data: passwords(missing) });
  }
  return missing;
}

/** As the API has them: in base64. */
function passwords(users: string[]): Record<string, string> {
  return Object.fromEntries(users.map((user) => [user, Buffer.from(newPassword()).toString('base64')]));
}

function newPassword(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
