import type { DrillTarget } from '../target';
import { otherPort } from './announced-port';
import { COMMAND_TIMEOUT_MS, RETRY_MS } from './drill-client';
import type { OpenedNodeRedis } from './node-redis-client';
import type { NodeRedis } from './node-redis-load';
import { tlsOfSocket } from './node-redis-tls';

/** The part of a node's client that is watched: which node a command went to, the Cluster's client tells nobody. */
interface Sends {
  sendCommand(args: readonly unknown[], options?: unknown): Promise<unknown>;
}

/** The Cluster client of node-redis. */
export function nodeRedisCluster(redis: NodeRedis, target: DrillTarget): OpenedNodeRedis {
  const { username, password, redisPort: port } = target;
  const sentTo = new Map<string, string>();
  const watched = new WeakSet<object>();
  const nodeAddressMap = otherPort(target);
  const client = redis.createCluster({
    ...(nodeAddressMap === undefined ? {} : { nodeAddressMap }),
    rootNodes: target.dataHosts.map((host) => ({ socket: { host, port } })),
    // Else one hung node holds up every discovery of the slots.
    minimizeConnections: true,
    // Its default is five seconds.
    topologyRefreshOnReconnectionAttemptStrategy: RETRY_MS,
    defaults: {
      ...(password === undefined ? {} : { username, password }),
      disableOfflineQueue: true,
      socket: {
        ...tlsOfSocket(target),
        connectTimeout: COMMAND_TIMEOUT_MS, socketTimeout: 2 * COMMAND_TIMEOUT_MS, reconnectStrategy: RETRY_MS,
      },
    },
  });
  client.on('error', () => undefined);
  client.on('node-error', () => undefined);
  client.on('node-ready', () => {
    for (const node of client.nodeByAddress.values()) {
      if (node.client !== undefined && !watched.has(node.client)) {
        watched.add(node.client);
        watch(node.client, node.host, sentTo);
      }
    }
  });
  return {
    connect: () => client.connect(),
    set: (key, value) => client.sendCommand(key, false, ['SET', key, value]).catch(slotWithoutNode),
    ready: () => client.isReady,
    hostOf: (key) => {
      const host = sentTo.get(key) ?? '';
      sentTo.delete(key);
      return host;
    },
    destroy: () => client.destroy(),
  };
}

/**
 * One that asked nodes that were only being made into a Cluster is ready with a map of slots that has holes, and stumbles over
 * them without looking again (node-redis 6.3): it has to be replaced.
 */
function slotWithoutNode(failure: unknown): never {
  throw failure instanceof TypeError ? new Error('CLUSTERDOWN the client knows no node for that slot', { cause: failure }) : failure;
}

function watch(node: Sends, host: string, sentTo: Map<string, string>): void {
  const send = node.sendCommand.bind(node);
  node.sendCommand = (args, options) => {
    if (args[0] === 'SET') {
      sentTo.set(String(args[1]), host);
    }
    return send(args, options);
  };
}
