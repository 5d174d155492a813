import type { DrillTarget } from '../target';
import { otherPort } from './announced-port';
import { COMMAND_TIMEOUT_MS, RETRY_MS } from './drill-client';
import type { OpenedNodeRedis } from './node-redis-client';
import type { NodeRedis } from './node-redis-load';
import { tlsOfSocket } from './node-redis-tls';

/** It looks again by itself this often; without it only what a Sentinel announces, or a closed connection, makes it look. */
const SCAN_MS = 1000;

/**
 * The Sentinel client of node-redis. Between two failed attempts to reach the primary it waits one second, which no option
 * changes.
 */
export function nodeRedisSentinel(
  redis: NodeRedis, target: DrillTarget, first: number, onHost: (host: string) => void,
): OpenedNodeRedis {
  const { sentinels, username, password, redisPort } = target;
  const at = first % Math.max(1, sentinels.length);
  const users = password === undefined ? {} : { username, password };
  const tls = tlsOfSocket(target);
  const nodeAddressMap = otherPort(target);
  let host = '';
  const client = redis.createSentinel({
    name: target.masterName,
    sentinelRootNodes: [...sentinels.slice(at), ...sentinels.slice(0, at)],
    scanInterval: SCAN_MS,
    ...(nodeAddressMap === undefined ? {} : { nodeAddressMap }),
    nodeClientOptions: {
      ...users,
      disableOfflineQueue: true,
      socket: {
        ...tls, port: redisPort,
        connectTimeout: COMMAND_TIMEOUT_MS, socketTimeout: 2 * COMMAND_TIMEOUT_MS, reconnectStrategy: RETRY_MS,
      },
    },
    sentinelClientOptions: { ...users, socket: { ...tls, port: 0, connectTimeout: COMMAND_TIMEOUT_MS } },
  });
  client.on('error', () => undefined);
  client.on('client-error', () => undefined);
  client.on('topology-change', (change: { type: string; node?: { host: string } }) => {
    if (change.type === 'MASTER_CHANGE' && change.node !== undefined) {
      host = change.node.host;
      onHost(host);
    }
  });
  return {
    connect: () => client.connect(),
    set: (key, value) => client.set(key, value),
    ready: () => client.isReady,
    hostOf: () => host,
    destroy: () => { client.destroy().catch(() => undefined); },
  };
}
