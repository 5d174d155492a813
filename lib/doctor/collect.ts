import { TopologyKind } from '../model';
import { NodeRole, nodesWith } from '../plan';
import { getJson, parseInfo } from '../redis';
import { asking, refusal, timeoutOf, type Access } from './ask';
import { observeCluster } from './collect-cluster';
import { observeSentinel } from './collect-sentinel';
import type { DataNodeObservation, Observation } from './observation';
import { observeRegions } from './collect-regions';
import { planInForce } from './region-losses';

/** Asks every node once, all at the same time. Never rejects: what does not answer is observed as unreachable. */
export async function collect(declared: Access): Promise<Observation> {
  const regions = await observeRegions(declared);
  const around = regions === undefined ? {} : { regions };
  const plan = planInForce(declared.plan, { dataNodes: [], sentinels: [], ...around });
  const access = { ...declared, plan };
  const [dataNodes, sentinels] = await Promise.all([
    Promise.all(nodesWith(plan.nodes, NodeRole.DATA).map((node) => dataNode(access, node.name))),
    Promise.all(nodesWith(plan.nodes, NodeRole.SENTINEL).map((node) => observeSentinel(access, node.name))),
  ]);
  return { dataNodes: withLagSeenByPrimary(access, dataNodes), sentinels, ...around };
}

/** What an agent answers to `/status`, as far as it matters here. */
interface AgentStatus {
  readonly phase?: string;
  readonly memory?: { readonly epoch?: number };
  /** Absent while its Redis does not answer it. */
  readonly redis?: { readonly minReplicas?: number; readonly priority?: number };
  /** Whom it is told is primary, by whoever has the say. */
  readonly primary?: string;
}

interface SeenNode extends DataNodeObservation {
  /** Primary: address of a replica to the seconds since it last acknowledged. */
  readonly acknowledgedAgo: Record<string, number>;
}

async function dataNode(access: Access, node: string): Promise<SeenNode> {
  const { plan } = access;
  const answer = await getJson<AgentStatus>(access.addresses[node]!, access.plan.ports.agent, '/status', timeoutOf(access));
  const known = {
    node,
    agentState: answer ? answer.body.phase ?? 'starting' : 'unreachable',
    epoch: answer?.body.memory?.epoch ?? -1,
    // From its agent, since CONFIG GET would also show passwords and is no right of the monitor user.
    minReplicas: answer?.body.redis?.minReplicas ?? -1,
    names: answer?.body.primary ?? '',
  };
  try {
    const cluster = access.plan.topology.kind === TopologyKind.CLUSTER ? await observeCluster(access, node) : undefined;
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
      // In a Cluster it is a switch that only CONFIG GET shows, so its agent's word counts: without one it is no candidate.
      priority: plan.topology.kind === TopologyKind.CLUSTER
        ? answer?.body.redis?.priority ?? 0 : Number(info.slave_priority ?? 100),
      loading: info.loading === '1',
      source: replica ? info.master_host ?? '' : '',
      acknowledgedAgo: acknowledgements(info),
      ...(cluster ? { cluster } : {}),
    };
  } catch (failure) {
    return {
      ...known, reachable: false, role: 'unknown', linkUp: false, syncing: false, lagSeconds: 0, offset: 0, priority: 0, loading: false,
      source: '', acknowledgedAgo: {}, ...refusal(failure),
    };
  }
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
