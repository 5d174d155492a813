import { readFile } from 'node:fs/promises';
import { liveSettings, renderAcl, sentinelSettings, type AclTarget } from '../config';
import { TopologyKind } from '../model';
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

/** Settings that hold what a server says its address is. */
const ANNOUNCED = ['replica-announce-ip', 'cluster-announce-ip'];

/**
 * Has a running server announce another address than it was started with. A replica tells its primary so only when it
 * links anew, and takes up where it was.
 *
 * @param linked it is a replica of a node at that node's present address; any other is given a new one anyhow
 */
export async function reconcileAddress(
  plan: DeploymentPlan, address: string, linked: boolean, redis: RedisLink,
): Promise<Changed[]> {
  const changed: Changed[] = [];
  for (const setting of plan.topology.kind === TopologyKind.CLUSTER ? ANNOUNCED : ANNOUNCED.slice(0, 1)) {
    const now = parsePairs(await redis.call('CONFIG', 'GET', setting))[setting];
    if (now !== undefined && now !== address) {
      await redis.call('CONFIG', 'SET', setting, address);
      changed.push({ setting, from: now, to: address });
    }
  }
  if (linked && changed.length > 0) {
    await redis.call('CLIENT', 'KILL', 'TYPE', 'master');
  }
  return changed;
}

/** The same for a Sentinel, which tells the others by itself. */
export async function reconcileSentinelAddress(address: string, sentinel: RedisLink): Promise<Changed[]> {
  const setting = 'announce-ip';
  const now = parsePairs(await sentinel.call('SENTINEL', 'CONFIG', 'GET', setting))[setting];
  if (now === undefined || now === address) {
    return [];
  }
  await sentinel.call('SENTINEL', 'CONFIG', 'SET', setting, address);
  return [{ setting, from: now, to: address }];
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
