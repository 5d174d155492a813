import type { LookupFunction } from 'node:net';

import type { DrillTarget, FindAddress } from '../target';
import { COMMAND_TIMEOUT_MS, RETRY_MS } from './drill-client';
import type { OpenedNodeRedis } from './node-redis-client';
import type { NodeRedis } from './node-redis-load';
import { tlsOfSocket } from './node-redis-tls';

/** A client of a load balancer's address, or of a name that is looked up at every connection. */
export function nodeRedisDirect(
  redis: NodeRedis, target: DrillTarget, find: FindAddress, onHost: (host: string) => void,
): OpenedNodeRedis {
  const { username, password, proxy } = target;
  let host = proxy?.host ?? '';
  const lookup: LookupFunction = (_name, options, found) => {
    find().then((address) => {
      ({ host } = address);
      if (options.all) {
        found(null, [{ address: host, family: 4 }]);
      } else {
        found(null, host, 4);
      }
    }, (failure: Error) => found(failure, '', 4));
  };
  const client = redis.createClient({
    ...(password === undefined ? {} : { username, password }),
    disableOfflineQueue: true,
    // Else it looks the name up a second time, by itself, to ask for announcements that only managed services make (6.3).
    maintNotifications: 'disabled',
    socket: {
      ...(proxy ?? { host: 'primary.invalid', port: target.redisPort, lookup }),
      ...tlsOfSocket(target),
      connectTimeout: COMMAND_TIMEOUT_MS, socketTimeout: 2 * COMMAND_TIMEOUT_MS, reconnectStrategy: RETRY_MS,
    },
  });
  client.on('error', () => undefined);
  client.on('ready', () => onHost(host));
  return {
    connect: () => client.connect(),
    set: (key, value) => client.set(key, value),
    ready: () => client.isReady,
    hostOf: () => host,
    destroy: () => { if (client.isOpen) { client.destroy(); } },
  };
}
