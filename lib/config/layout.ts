import { join } from 'node:path';
import { CERTIFICATE_FILES } from '../certificates';
import type { NodeConfig } from './node-config';

/** Files of one node, by purpose. */
export interface NodeLayout {
  /** Redis data: append-only files and RDB, on the data volume. */
  readonly redisDir: string;
  /** nodes.conf of a Cluster node: its id and the slots it owns, written by Redis itself, beside the data they belong to. */
  readonly clusterConf: string;
  /** Rewritten by Sentinel itself, so it lives on the data volume; written first by the agent. */
  readonly sentinelConf: string;
  readonly sentinelDir: string;
  /** What the node remembers about its role. */
  readonly memoryFile: string;
  readonly redisConf: string;
  readonly redisAcl: string;
  readonly sentinelAcl: string;
  /** Certificates of a deployment with TLS, as PEM; the servers read them when they start and when they are told to. */
  readonly tlsCa: string;
  readonly tlsCert: string;
  readonly tlsKey: string;
}

export function layoutOf(config: NodeConfig): NodeLayout {
  return {
    redisDir: join(config.dataDir, 'redis'),
    clusterConf: join(config.dataDir, 'redis', 'nodes.conf'),
    sentinelConf: join(config.dataDir, 'sentinel', 'sentinel.conf'),
    sentinelDir: join(config.dataDir, 'sentinel'),
    memoryFile: join(config.dataDir, 'agent', 'memory.json'),
    redisConf: join(config.runDir, 'redis.conf'),
    redisAcl: join(config.runDir, 'redis.acl'),
    sentinelAcl: join(config.runDir, 'sentinel.acl'),
    tlsCa: join(config.runDir, 'tls', CERTIFICATE_FILES.ca),
    tlsCert: join(config.runDir, 'tls', CERTIFICATE_FILES.cert),
    tlsKey: join(config.runDir, 'tls', CERTIFICATE_FILES.key),
  };
}
