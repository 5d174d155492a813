import { parseClusterNodes } from '../../../../lib/redis';
import type { ObservedNode } from '../../../../lib/backup/source/observed-node';
import type { ShardNodes } from '../../../../lib/backup/source/shard-nodes';

/** A healthy primary, `node-1` at 10.0.0.1:6379 unless said otherwise. */
export function primary(name = 'node-1', over: Partial<ObservedNode> = {}): ObservedNode {
  const host = `10.0.0.${/\d+$/.exec(name)?.[0] ?? 9}`;
  return {
    name, host, port: 6379, addresses: [`${host}:6379`], family: 'redis', version: '7.0.15', runId: `run-${name}`, role: 'primary',
    replicationId: 'history', historyBegun: true, offset: 1000, linkUp: true, loading: false, syncing: false, silentSeconds: 0, priority: 100,
    usedMemoryBytes: 1_000_000, replicas: [], ...over,
  };
}

/** A healthy replica of `node-1`. */
export function replica(name: string, over: Partial<ObservedNode> = {}): ObservedNode {
  return primary(name, { role: 'replica', primary: { host: '10.0.0.1', port: 6379 }, silentSeconds: 1, ...over });
}

/** A deployment that is no Cluster. */
export function shardOf(replicas: ObservedNode[], over: Partial<ShardNodes> = {}): ShardNodes {
  return { shard: 1, slots: [], primary: primary(), replicas, missing: [], ...over };
}

/** A node's line in CLUSTER NODES. */
export interface Line {
  readonly name: string;
  readonly of?: string;
  readonly epoch?: number;
  readonly slots?: string;
  readonly flags?: string;
}

export function idOf(name: string): string {
  return Buffer.from(name).toString('hex').padEnd(40, '0').slice(0, 40);
}

/** Members of one Cluster who agree with each other. */
export function cluster(lines: Line[]): ObservedNode[] {
  return lines.map((me) => {
    const text = lines.map((line) => [
      idOf(line.name), `10.0.0.${/\d+$/.exec(line.name)![0]}:6379@16379`,
      [...(line === me ? ['myself'] : []), line.flags ?? (line.of ? 'slave' : 'master')].join(','),
      line.of ? idOf(line.of) : '-', 0, 0, line.epoch ?? 1, 'connected', line.slots ?? '',
    ].join(' ').trim()).join('\n');
    const made = me.of ? replica(me.name) : primary(me.name);
    return { ...made, cluster: parseClusterNodes(text) };
  });
}
