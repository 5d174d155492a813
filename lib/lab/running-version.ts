import { UserName } from '../model';
import { connectionTls } from '../plan';
import { parseInfo, RedisLink } from '../redis';
import type { Lab, LabNode } from './lab';

const TIMEOUT_MS = 1500;

/**
 * What really runs on a node, as its servers say, for example `redis 7.0.15`. A node with two servers of
 * different versions has both, with a comma; one that does not answer has `nothing` in that place.
 */
export async function runningVersion(lab: Lab, node: LabNode): Promise<string> {
  const { redis, sentinel } = lab.plan.ports;
  const ports = [...(node.hasData ? [redis] : []), ...(node.hasSentinel ? [sentinel] : [])];
  const versions = await Promise.all(ports.map((port) => versionAt(lab, node.host, port)));
  return [...new Set(versions)].join(', ');
}

async function versionAt(lab: Lab, host: string, port: number): Promise<string> {
  const link = new RedisLink({
    host, port, username: UserName.AGENT, password: lab.secret(UserName.AGENT), tls: connectionTls(lab.plan, lab.certificates),
    timeoutMs: TIMEOUT_MS,
  });
  try {
    // Valkey tells the Redis version it is compatible with, too.
    const info = parseInfo(String(await link.call('INFO', 'server')));
    return info.valkey_version ? `valkey ${info.valkey_version}` : `redis ${info.redis_version}`;
  } catch {
    return 'nothing';
  } finally {
    link.close();
  }
}
