import { TopologyKind } from '../../model';
import type { DrillTarget } from '../target';
import { ClientKind, type ClientEvents, type DrillClient } from './drill-client';
import { clusterClient, IoredisCluster } from './ioredis-cluster';
import { IoredisConnection } from './ioredis-connection';
import { addressClient, pinnedClient } from './ioredis-direct';
import { sentinelClient } from './ioredis-sentinel';
import { NodeRedisClient } from './node-redis-client';
import { nodeRedisCluster } from './node-redis-cluster';
import { nodeRedisDirect } from './node-redis-direct';
import { loadNodeRedis } from './node-redis-load';
import { nodeRedisSentinel } from './node-redis-sentinel';

/**
 * Opens a client that follows the primary wherever it goes.
 *
 * @param number of the client, so that not all ask the same Sentinel first
 */
export type OpenClient = (number: number, events: ClientEvents) => DrillClient;

/** @throws InvalidInput when the client's package is not installed */
export async function clientOpener(kind: ClientKind, target: DrillTarget): Promise<OpenClient> {
  return kind === ClientKind.NODE_REDIS ? nodeRedisOpener(target) : ioredisOpener(target);
}

/** A client that stays with one node's address whatever happens. */
export function openPinned(target: DrillTarget, host: string, events: ClientEvents): DrillClient {
  return new IoredisConnection(pinnedClient(target, host), false, events);
}

function ioredisOpener(target: DrillTarget): OpenClient {
  switch (target.kind) {
    case TopologyKind.CLUSTER:
      return (_, events) => new IoredisCluster(clusterClient(target), events);
    case TopologyKind.REPLICATION:
      return (_, events) => new IoredisConnection(addressClient(target, target.find), true, events);
    default:
      return (number, events) => new IoredisConnection(
        target.proxy === undefined ? sentinelClient(target, number) : addressClient(target, target.find), true, events);
  }
}

async function nodeRedisOpener(target: DrillTarget): Promise<OpenClient> {
  const redis = await loadNodeRedis();
  if (target.kind === TopologyKind.CLUSTER) {
    return (_, events) => new NodeRedisClient({ open: () => nodeRedisCluster(redis, target), replaced: true }, events);
  }
  if (target.kind === TopologyKind.SENTINEL && target.proxy === undefined) {
    return (number, events) => new NodeRedisClient(
      { open: (onHost) => nodeRedisSentinel(redis, target, number, onHost), replaced: false }, events);
  }
  return (_, events) => new NodeRedisClient(
    { open: (onHost) => nodeRedisDirect(redis, target, target.find, onHost), replaced: true }, events);
}
