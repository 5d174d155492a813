import { parseClusterNodes, parseInfo, type ClusterNodeLine } from '../../redis';
import { addressOf, type Address } from '../connection';

/** A replica as its primary lists it. */
export interface ListedReplica extends Address {
  /** `online` when it follows; others are on their way. */
  readonly state: string;
}

/** What a server says about itself, with `INFO` and, in a Cluster, `CLUSTER NODES`. */
export interface ObservedNode extends Address {
  /** As the target names it, or its address. */
  readonly name: string;
  /** `host:port` of every way it was reached. */
  readonly addresses: string[];
  readonly family: 'redis' | 'valkey';
  readonly version: string;
  readonly runId: string;
  readonly role: 'primary' | 'replica';
  /** Id of the history of writes it has. */
  readonly replicationId: string;
  /** False for a primary that nobody has followed yet: it begins a new history when the first asks it for a snapshot. */
  readonly historyBegun: boolean;
  /** Bytes of that history it has applied. */
  readonly offset: number;
  /** Whom it replicates; absent for a primary. */
  readonly primary?: Address;
  readonly linkUp: boolean;
  readonly loading: boolean;
  /** It is receiving a whole data set from its primary. */
  readonly syncing: boolean;
  /** Seconds since its primary was last heard. */
  readonly silentSeconds: number;
  /** `replica-priority`: 0 is never promoted by Sentinel. */
  readonly priority: number;
  /** What its one child process does: a second one has to wait. */
  readonly child?: 'BGSAVE' | 'AOF rewrite';
  readonly usedMemoryBytes: number;
  readonly replicas: ListedReplica[];
  /** Its view of the Cluster; absent elsewhere. */
  readonly cluster?: ClusterNodeLine[];
}

/** A node that did not answer, or whose answer is no use. */
export interface SilentNode extends Address {
  readonly name: string;
  readonly problem: string;
}

/** @param info reply of INFO @param clusterNodes reply of CLUSTER NODES, in a Cluster */
export function observedNode(node: Address & { readonly name: string }, info: string, clusterNodes?: string): ObservedNode {
  const said = parseInfo(info);
  const replica = said.role === 'slave';
  return {
    name: node.name,
    host: node.host,
    port: node.port,
    addresses: [addressOf(node)],
    family: said.valkey_version === undefined ? 'redis' : 'valkey',
    version: said.valkey_version ?? said.redis_version ?? '',
    runId: said.run_id ?? '',
    role: replica ? 'replica' : 'primary',
    replicationId: said.master_replid ?? '',
    historyBegun: replica || said.repl_backlog_active === '1',
    offset: Number((replica ? said.slave_repl_offset : said.master_repl_offset) ?? 0),
    primary: replica ? { host: said.master_host ?? '', port: Number(said.master_port ?? 0) } : undefined,
    linkUp: !replica || said.master_link_status === 'up',
    loading: said.loading === '1',
    syncing: said.master_sync_in_progress === '1',
    silentSeconds: replica ? Number(said.master_last_io_seconds_ago ?? -1) : 0,
    priority: Number(said.slave_priority ?? 100),
    child: childOf(said),
    usedMemoryBytes: Number(said.used_memory ?? 0),
    replicas: listedReplicas(said),
    cluster: clusterNodes === undefined ? undefined : parseClusterNodes(clusterNodes),
  };
}

function childOf(said: Record<string, string>): ObservedNode['child'] {
  if (said.rdb_bgsave_in_progress === '1') {
    return 'BGSAVE';
  }
  return said.aof_rewrite_in_progress === '1' || said.aof_rewrite_scheduled === '1' ? 'AOF rewrite' : undefined;
}

/** `slave0:ip=10.0.0.2,port=6379,state=online,offset=42,lag=0`; port 0 is a connection like our own, not a replica. */
function listedReplicas(said: Record<string, string>): ListedReplica[] {
  return Object.entries(said).filter(([name]) => /^slave\d+$/.test(name)).map(([, text]) => {
    const fields = new Map(text.split(',').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at), part.slice(at + 1)] as const;
    }));
    return { host: fields.get('ip') ?? '', port: Number(fields.get('port') ?? 0), state: fields.get('state') ?? '' };
  }).filter(({ host, port }) => host !== '' && port > 0);
}
