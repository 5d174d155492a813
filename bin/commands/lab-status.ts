import { TopologyKind } from '../../lib/model';
import { allNodes, type DeploymentPlan } from '../../lib/plan';
import { getJson } from '../../lib/redis';
import { ExitCode } from './exit-code';
import { labDirectory, openLab, runningLab } from './lab-state';
import { json, print } from './output';
import { table } from './table';

interface NodeStatus {
  readonly name: string;
  readonly shard?: number;
  readonly failureDomain: string;
  readonly address: string;
  readonly ready: boolean;
  readonly role: string;
  readonly phase: string;
  readonly reason: string;
}

/** What `/ready` of an agent holds, as far as it is shown. */
interface AgentAnswer {
  readonly role?: string;
  readonly phase?: string;
  readonly reason?: string;
}

const TIMEOUT_MS = 1500;

/** Asks every node's agent whether it is ready. */
export async function labStatus(plan: DeploymentPlan, given: string | undefined, asJson: boolean): Promise<ExitCode> {
  const directory = labDirectory(plan, given);
  const running = runningLab(directory);
  if (!running || running.state !== 'up') {
    const state = running?.state ?? 'down';
    print(asJson ? json({ deployment: plan.name, state, directory, nodes: [] }) : `the lab of ${plan.name} is ${state}`);
    return ExitCode.NEGATIVE;
  }
  const lab = openLab(plan, given);
  const nodes = await Promise.all(allNodes(lab.plan).map(async (node): Promise<NodeStatus> => {
    const address = lab.bindings.addresses[node.name]!;
    const answer = await getJson<AgentAnswer>(address, lab.plan.ports.agent, '/ready', TIMEOUT_MS);
    const { role = 'unknown', phase = answer ? 'unknown' : node.dormant ? 'dormant' : 'unreachable', reason = '' } = answer?.body ?? {};
    const { name, shard, failureDomain } = node;
    return { name, shard, failureDomain, address, ready: answer?.status === 200, role, phase, reason };
  }));
  const { topology, ports, engine } = lab.plan;
  const { proxies } = running;
  print(asJson ? json({ deployment: plan.name, state: 'up', directory, topology, engine, ports, proxies, nodes })
    : statusText(lab.plan, directory, nodes, proxies));
  return nodes.every((node) => node.ready || node.phase === 'dormant') ? ExitCode.OK : ExitCode.NEGATIVE;
}

function statusText(plan: DeploymentPlan, directory: string, nodes: NodeStatus[], proxies: Record<string, string> = {}): string {
  const { ports: { redis, sentinel, agent, bus }, topology } = plan;
  const listening = [`Redis :${redis}`, ...(bus === undefined ? [] : [`bus :${bus}`]),
    ...(topology.sentinels > 0 ? [`Sentinel :${sentinel}`] : []), `agent :${agent}`];
  const isCluster = topology.kind === TopologyKind.CLUSTER;
  return [
    `the lab of ${plan.name} is up: ${topologyText(plan)}; ${listening.join(', ')}`,
    ...Object.entries(proxies).map(([target, address]) => `load balancer in front of ${target}: ${address}`),
    `data, logs and secrets are in ${directory}`,
    '',
    table([
      ['NODE', ...(isCluster ? ['SHARD'] : []), 'FAILURE DOMAIN', 'ADDRESS', 'ROLE', 'READY', 'STATE'],
      ...nodes.map((node) => [node.name, ...(isCluster ? [String(node.shard ?? '')] : []), node.failureDomain, node.address, node.role,
        node.ready ? 'yes' : 'no', node.reason ? `${node.phase}: ${node.reason}` : node.phase]),
    ]),
  ].join('\n');
}

function topologyText({ engine, topology: { kind, shards, replicas, sentinels } }: DeploymentPlan): string {
  const each = `${replicas} replica${replicas === 1 ? '' : 's'}`;
  switch (kind) {
    case TopologyKind.CLUSTER:
      return `${engine.name} Cluster, ${shards} shards with ${each} each`;
    case TopologyKind.SENTINEL:
      return `${engine.name} with ${sentinels} Sentinels, ${each}`;
    default:
      return `${engine.name} replication, ${each}`;
  }
}
