import { readFile } from 'node:fs/promises';
import { liveSettings, renderAcl, sentinelSettings, type AclTarget } from '../config';
import type { DeploymentPlan } from '../plan';
import { parsePairs, type RedisLink } from '../redis';
import { writeAtomically } from './write-atomically';

/** A setting that was not what the plan says. */
export interface Changed {
  readonly setting: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Brings a running server to what the plan says without a restart. The files follow by
 * themselves: `prepare` renders them at the next start.
 */
export async function reconcileRedis(plan: DeploymentPlan, redis: RedisLink): Promise<Changed[]> {
  const changed: Changed[] = [];
  for (const [setting, wanted] of Object.entries(liveSettings(plan))) {
    const now = parsePairs(await redis.call('CONFIG', 'GET', setting))[setting] ?? '';
    if (!sameValue(setting, now, wanted)) {
      await redis.call('CONFIG', 'SET', setting, wanted);
      changed.push({ setting, from: now, to: wanted });
    }
  }
  return changed;
}

/**
 * Brings the users of a running server to the plan: renders their file and has it read when it changed.
 * Redis 7.0 closes every connection then, replicas' too; they resume where they were.
 *
 * @returns whether it changed
 */
export async function reconcileUsers(
  plan: DeploymentPlan, target: AclTarget, file: string, secrets: Record<string, string>, server: RedisLink,
): Promise<boolean> {
  const wanted = renderAcl(plan, secrets, target);
  const before = await readFile(file, 'utf8').catch(() => '');
  if (before === wanted) {
    return false;
  }
  await writeAtomically(file, wanted, { durable: false });
  try {
    await server.call('ACL', 'LOAD');
  } catch (failure) {
    // Or the next look would take the file for what the server knows.
    await writeAtomically(file, before, { durable: false });
    throw failure;
  }
  return true;
}

/** Settings of a running Sentinel, which persists what it is told. */
export async function reconcileSentinel(plan: DeploymentPlan, sentinel: RedisLink): Promise<Changed[]> {
  const name = plan.topology.masterName;
  const fields = parsePairs(await sentinel.call('SENTINEL', 'MASTER', name));
  const changed: Changed[] = [];
  for (const [setting, wanted] of Object.entries(sentinelSettings(plan))) {
    // Not every version shows every setting; what cannot be seen is set.
    if (fields[setting] !== wanted) {
      await sentinel.call('SENTINEL', 'SET', name, setting, wanted);
      if (fields[setting] !== undefined) {
        changed.push({ setting, from: fields[setting], to: wanted });
      }
    }
  }
  return changed;
}

/** `client-output-buffer-limit` reads back all classes under the engine's own word for a replica. */
function sameValue(setting: string, now: string, wanted: string): boolean {
  return setting === 'client-output-buffer-limit'
    ? now.replace(/slave/g, 'replica').includes(wanted)
    : now === wanted;
}
