import { Redis } from 'ioredis';

import type { Lab, LabNode } from '../../lab/lab';
import { targetOf } from '../target';

/** Replica with the highest replication offset; the first one when none answers. */
export async function mostAdvanced(lab: Lab, replicas: LabNode[]): Promise<string> {
  const offsets = await Promise.all(replicas.map((node) => offsetOf(lab, node)));
  const best = offsets.indexOf(Math.max(...offsets));
  return replicas[best]!.name;
}

async function offsetOf(lab: Lab, node: LabNode): Promise<number> {
  const { username, password, redisPort } = targetOf(lab);
  const client = new Redis({
    host: node.host, port: redisPort, username, password, protocol: 2,
    lazyConnect: true, retryStrategy: null, commandTimeout: 1000, enableReadyCheck: false, disableClientInfo: true,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const info = await client.info('replication');
    return Number(/(?:slave|replica)_repl_offset:(\d+)/.exec(info)?.[1] ?? -1);
  } catch {
    return -1;
  } finally {
    client.disconnect();
  }
}
