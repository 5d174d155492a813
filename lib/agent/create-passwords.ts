import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { NEVER_PRUNED, POD_LABELS, type NodeConfig } from '../config';
import type { DeploymentPlan } from '../plan';
import { jsonLog, type Log } from './log';
import { KubernetesApi, KubernetesConflict, KubernetesNotFound, type ApiObject } from './platform/kubernetes-api';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 48;
/** Somebody else makes the same Secret at the same time, or changes it. */
const MOST_CONFLICTS = 10;

export interface WantedPasswords {
  readonly secretName: string;
  /** Users of the plan; the keys of the Secret. */
  readonly users: string[];
  /** Labels of the Secret, if it has to be made. */
  readonly labels: Record<string, string>;
}

/**
 * The command `create-passwords`, for all users of the plan.
 *
 * @see createPasswords
 */
export async function createPasswordsCommand(config: NodeConfig, secretName: string | undefined): Promise<void> {
  const { platform, planFile } = config;
  if (platform.kind !== 'kubernetes' || !secretName) {
    throw new Error('create-passwords --config <node.json> --secret <name> is for platform.kind "kubernetes"');
  }
  const plan = JSON.parse(await readFile(planFile, 'utf8')) as DeploymentPlan;
  const wanted = { secretName, users: plan.users.map(({ name }) => name), labels: { [POD_LABELS.instance]: plan.name } };
  await createPasswords(wanted, new KubernetesApi(platform.accountDir), jsonLog(plan.name));
}

/**
 * Sees to it that the Secret has a password for every user: makes it, or adds what is missing. What is there stays as it is.
 *
 * @throws Error when it has an empty password: nobody but who put it there knows what it should be
 */
export async function createPasswords(config: WantedPasswords, api: KubernetesApi, log: Log): Promise<void> {
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
async function addMissing({ secretName, users, labels }: WantedPasswords, api: KubernetesApi): Promise<string[]> {
  const secrets = `/api/v1/namespaces/${await api.namespace()}/secrets`;
  const standing = await api.get(`${secrets}/${secretName}`).catch((failure: unknown) => {
    if (failure instanceof KubernetesNotFound) {
      return undefined;
    }
    throw failure;
  });
  if (!standing) {
    const made: ApiObject = {
      apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: { name: secretName, labels, annotations: { ...NEVER_PRUNED } },
      data: passwords(users),
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
