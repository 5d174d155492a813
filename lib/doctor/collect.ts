import { UserName } from '../model';
import { NodeRole, nodesWith, type DeploymentPlan } from '../plan';
import { getJson, parseInfo, parsePairs, RedisLink } from '../redis';
import type { DataNodeObservation, Observation, SentinelObservation } from './observation';

/** How to reach a deployment. */
export interface Access {
  readonly plan: DeploymentPlan;
  /** Node name to address. */
  readonly addresses: Record<string, string>;
  /** Password of the `monitor` user. */
  readonly monitorPassword: string;
  /**
   * Longest wait for each answer, in milliseconds.
   *
   * @default 1500
   */
  readonly timeoutMs?: number;
}

/** Asks every node once, all at the same time. Never rejects: what does not answer is observed as unreachable. */
export async function collect(access: Access): Promise<Observation> {
  const { plan } = access;
  const [dataNodes, sentinels] = await Promise.all([
    Promise.all(nodesWith(plan.nodes, NodeRole.DATA).map((node) => dataNode(access, node.name))),
    Promise.all(nodesWith(plan.nodes, NodeRole.SENTINEL).map((node) => sentinel(access, node.name))),
  ]);
  return { dataNodes: withLagSeenByPrimary(access, dataNodes), sentinels };
}

/** What an agent answers to `/status`, as far as it matters here. */
interface AgentStatus {
  readonly phase?: string;
  readonly memory?: { readonly epoch?: number };
  /** Absent while its Redis does not answer it. */
  readonly redis?: { readonly minReplicas?: number };
}

interface SeenNode extends DataNodeObservation {
  /** Primary: address of a replica to the seconds since it last acknowledged. */
  readonly acknowledgedAgo: Record<string, number>;
}

async function dataNode(access: Access, node: string): Promise<SeenNode> {
  const answer = await getJson<AgentStatus>(access.addresses[node]!, access.plan.ports.agent, '/status', timeoutOf(access));
  const known = {
    node,
    agentState: answer ? answer.body.phase ?? 'starting' : 'unreachable',
    epoch: answer?.body.memory?.epoch ?? -1,
    // From its agent, since CONFIG GET would also show passwords and is no right of the monitor user.
    minReplicas: answer?.body.redis?.minReplicas ?? -1,
  };
  try {
    const info = parseInfo(String(await asking(access, node, access.plan.ports.redis, (link) => link.call('INFO'))));
    const replica = info.role === 'slave';
    return {
      ...known,
      reachable: true,
      role: replica ? 'replica' : 'primary',
      linkUp: info.master_link_status === 'up',
      syncing: info.master_sync_in_progress === '1',
      lagSeconds: Math.max(0, Number(info.master_last_io_seconds_ago ?? 0)),
      offset: Number((replica ? info.slave_repl_offset : info.master_repl_offset) ?? 0),
      priority: Number(info.slave_priority ?? 100),
      loading: info.loading === '1',
      source: replica ? info.master_host ?? '' : '',
      acknowledgedAgo: acknowledgements(info),
    };
  } catch (failure) {
    return {
      ...known, reachable: false, role: 'unknown', linkUp: false, syncing: false, lagSeconds: 0, offset: 0, priority: 0, loading: false,
      source: '', acknowledgedAgo: {}, ...refusal(failure),
    };
  }
}

async function sentinel(access: Access, node: string): Promise<SentinelObservation> {
  const { masterName } = access.plan.topology;
  try {
    const master = await asking(access, node, access.plan.ports.sentinel, async (link) => {
      try {
        return parsePairs(await link.call('SENTINEL', 'MASTER', masterName));
      } catch (failure) {
        // A Sentinel that watches nothing yet says so; anything else is a Sentinel that does not answer.
        if (failure instanceof Error && /No such master/i.test(failure.message)) {
          return {};
        }
        throw failure;
      }
    });
    const named = Object.entries(access.addresses).find(([, address]) => address === master.ip)?.[0];
    return {
      node, reachable: true, names: named ?? master.ip ?? '', epoch: Number(master['config-epoch'] ?? -1), quorum: Number(master.quorum ?? 0),
      knownReplicas: Number(master['num-slaves'] ?? 0), knownSentinels: Number(master['num-other-sentinels'] ?? 0) + 1,
      failingOver: /down|failover/.test(master.flags ?? ''),
    };
  } catch (failure) {
    return {
      node, reachable: false, names: '', epoch: -1, quorum: 0, knownReplicas: 0, knownSentinels: 0, failingOver: false, ...refusal(failure),
    };
  }
}

/** A server that says no is there, and what has to be put right is the user, not the server. */
function refusal(failure: unknown): { refusal?: string } {
  const message = failure instanceof Error ? failure.message : '';
  return /^(NOPERM|WRONGPASS|NOAUTH)\b/.test(message) ? { refusal: message } : {};
}

/** A replica may hear its primary and still not be heard: what counts for writes is what the primary saw. */
function withLagSeenByPrimary(access: Access, seen: SeenNode[]): DataNodeObservation[] {
  return seen.map(({ acknowledgedAgo: _, ...node }) => {
    const primary = seen.find((other) => other.role === 'primary' && access.addresses[other.node] === node.source);
    const ago = primary?.acknowledgedAgo[access.addresses[node.node]!];
    return ago === undefined ? node : { ...node, lagSeconds: Math.max(node.lagSeconds, ago) };
  });
}

function acknowledgements(info: Record<string, string>): Record<string, number> {
  return Object.fromEntries(Object.entries(info).filter(([key]) => /^slave\d+$/.test(key)).map(([, value]) => {
    const fields = Object.fromEntries(value.split(',').map((field) => field.split('=') as [string, string]));
    return [fields.ip!, Number(fields.lag)];
  }));
}

async function asking<T>(access: Access, node: string, port: number, ask: (link: RedisLink) => Promise<T>): Promise<T> {
  const link = new RedisLink({
    host: access.addresses[node]!,
    port,
    username: UserName.MONITOR,
    password: access.monitorPassword,
    timeoutMs: timeoutOf(access),
  });
  try {
    return await ask(link);
  } finally {
    link.close();
  }
}

function timeoutOf(access: Access): number {
  return access.timeoutMs ?? 1500;
}
