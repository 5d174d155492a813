import { AppendFsync, InvalidInput, requireNumber, requireWhole, type DeploymentSpec } from '../model';

/** Redis takes these only as whole numbers; the rest it takes in milliseconds. */
const WHOLE = [
  'minReplicasToWrite', 'minReplicasMaxLagSeconds', 'shutdownTimeoutSeconds', 'replTimeoutSeconds', 'maxMemoryBytes', 'replBacklogBytes',
];

/** @see https://redis.io/docs/latest/develop/reference/eviction/ */
export const MAX_MEMORY_POLICIES = [
  'noeviction', 'allkeys-lru', 'allkeys-lfu', 'allkeys-random', 'volatile-lru', 'volatile-lfu', 'volatile-random', 'volatile-ttl',
];

/** @throws InvalidInput for an override that Redis or Sentinel would not take */
export function requireSettingNumber(key: string, value: unknown, low: number): number {
  const field = `overrides.${key}`;
  if (typeof value !== 'number') {
    throw new InvalidInput(field, `got ${JSON.stringify(value)}`, 'give a number');
  }
  return WHOLE.includes(key)
    ? requireWhole(field, value, low, Number.MAX_SAFE_INTEGER)
    : requireNumber(field, value, low, Number.MAX_SAFE_INTEGER, 'seconds');
}

/** @throws InvalidInput for persistence or an eviction policy the engine does not know */
export function requireSettingWords(spec: DeploymentSpec): void {
  const { appendfsync, save } = spec.persistence ?? {};
  if (appendfsync !== undefined && !Object.values(AppendFsync).includes(appendfsync)) {
    throw new InvalidInput('persistence.appendfsync', `got "${String(appendfsync)}"`, `use one of ${Object.values(AppendFsync).join(', ')}`);
  }
  for (const point of save ?? []) {
    if (!/^[1-9]\d* [1-9]\d*$/.test(point)) {
      throw new InvalidInput('persistence.save', `got "${point}"`, 'give seconds and changes, for example "3600 1"');
    }
  }
  const policy = spec.overrides?.maxMemoryPolicy;
  if (policy !== undefined && !MAX_MEMORY_POLICIES.includes(policy)) {
    throw new InvalidInput('overrides.maxMemoryPolicy', `got "${policy}"`, `use one of ${MAX_MEMORY_POLICIES.join(', ')}`);
  }
}
