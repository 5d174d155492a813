import { Redis, type RedisOptions } from 'ioredis';

import type { Lab } from '../lab/lab';
import { UserName } from '../model';

/** What clients are told: where the Sentinels are, the name of the primary, and who they are. */
export interface DrillTarget {
  readonly masterName: string;
  readonly sentinels: { readonly host: string; readonly port: number }[];
  readonly redisPort: number;
  /** Address to node name. */
  readonly nodeOf: Record<string, string>;
  /** Absent where there are no users. */
  readonly username?: string;
  readonly password?: string;
}

/** A client gives up a command after this: a hung primary keeps its connections open. */
export const COMMAND_TIMEOUT_MS = 500;
/** How often a client that lost its primary asks the Sentinels again. */
export const RETRY_MS = 100;

export function targetOf(lab: Lab): DrillTarget {
  const password = lab.secret(UserName.APP);
  return {
    masterName: lab.plan.topology.masterName,
    sentinels: lab.nodes.filter((node) => node.hasSentinel)
      .map((node) => ({ host: node.host, port: lab.plan.ports.sentinel })),
    redisPort: lab.plan.ports.redis,
    nodeOf: Object.fromEntries(lab.nodes.filter((node) => node.hasData).map((node) => [node.host, node.name])),
    ...(password === '' ? {} : { username: UserName.APP, password }),
  };
}

const IMPATIENT: RedisOptions = {
  // A write that got no answer is not sent again: it would be acknowledged later than the ledger says.
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  retryStrategy: () => RETRY_MS,
  connectTimeout: COMMAND_TIMEOUT_MS,
  maxLoadingRetryTime: 200,
  disableClientInfo: true,
  protocol: 2,
};

/**
 * A Sentinel-aware client that finds a new primary quickly.
 *
 * @param first number of the Sentinel to ask first, so that not all writers depend on the same one
 */
export function sentinelClient(target: DrillTarget, first: number, options: RedisOptions = {}): Redis {
  const { sentinels } = target;
  const at = sentinels.length === 0 ? 0 : first % sentinels.length;
  return new Redis({
    ...IMPATIENT,
    sentinels: [...sentinels.slice(at), ...sentinels.slice(0, at)],
    name: target.masterName,
    // The iterator of ioredis takes the next Sentinel at every reconnect and reports the end of its list as a failure.
    sentinelRetryStrategy: () => RETRY_MS / 2,
    sentinelCommandTimeout: COMMAND_TIMEOUT_MS / 2,
    updateSentinels: false,
    sentinelReconnectStrategy: () => 5 * RETRY_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // Also ends a handshake with a primary that accepts connections and answers nothing.
    socketTimeout: COMMAND_TIMEOUT_MS + 200,
    ...credentials(target),
    ...options,
  });
}

/** A client that knows one address only and waits for it for ever: what a partition or a hang leaves behind. */
export function pinnedClient(target: DrillTarget, host: string): Redis {
  return new Redis({ ...IMPATIENT, host, port: target.redisPort, enableReadyCheck: false, ...credentials(target) });
}

function credentials(target: DrillTarget): RedisOptions {
  return target.password === undefined ? {} : {
    username: target.username,
    password: target.password,
    sentinelUsername: target.username,
    sentinelPassword: target.password,
  };
}
