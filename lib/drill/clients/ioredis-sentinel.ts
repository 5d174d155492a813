import { Redis, type RedisOptions } from 'ioredis';

import type { DrillTarget } from '../target';
import { COMMAND_TIMEOUT_MS, RETRY_MS } from './drill-client';
import { otherPort } from './announced-port';
import { access, IMPATIENT, TIMEOUTS } from './ioredis-options';
import { tlsOptions } from './tls-options';

/**
 * A Sentinel-aware client that finds a new primary quickly.
 *
 * @param first number of the Sentinel to ask first, so that not all writers depend on the same one
 */
export function sentinelClient(target: DrillTarget, first: number, options: RedisOptions = {}): Redis {
  const { sentinels, username, password, tls } = target;
  const natMap = otherPort(target);
  const at = sentinels.length === 0 ? 0 : first % sentinels.length;
  return new Redis({
    ...IMPATIENT,
    ...TIMEOUTS,
    sentinels: [...sentinels.slice(at), ...sentinels.slice(0, at)],
    name: target.masterName,
    // The iterator of ioredis takes the next Sentinel at every reconnect and reports the end of its list as a failure.
    sentinelRetryStrategy: () => RETRY_MS / 2,
    sentinelCommandTimeout: COMMAND_TIMEOUT_MS / 2,
    updateSentinels: false,
    sentinelReconnectStrategy: () => 5 * RETRY_MS,
    ...access(target),
    ...(password === undefined ? {} : { sentinelUsername: username, sentinelPassword: password }),
    // `tls` alone is ignored where Sentinels name the primary.
    ...(tls === undefined ? {} : { enableTLSForSentinelMode: true, sentinelTLS: tlsOptions(tls) }),
    ...(natMap === undefined ? {} : { natMap: (address: string) => natMap(address) ?? null }),
    ...options,
  });
}
