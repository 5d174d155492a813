import { UserName } from '../../model';
import { connectionTls, nodesWith, type Bindings, type ConnectionCertificates, type DeploymentPlan, type NodeRole } from '../../plan';
import { RedisLink } from '../../redis';
import type { LabNode } from '../lab';

/** What every watch rests on. */
export interface WatchParts {
  readonly plan: DeploymentPlan;
  readonly bindings: Bindings;
  readonly nodes: LabNode[];
  readonly secrets: Record<string, string>;
  readonly certificates?: ConnectionCertificates;
  /** Folder that holds the markers outside the volumes. */
  readonly outsideDir: string;
}

const TIMEOUT_MS = 800;

/** Links to every node with that role, by node name. */
export function linksTo(
  { plan, bindings, secrets, certificates }: WatchParts, role: NodeRole, port: number,
): Map<string, RedisLink> {
  const tls = connectionTls(plan, certificates);
  return new Map(nodesWith(plan.nodes, role).map(({ name }) => [name, new RedisLink({
    host: bindings.addresses[name]!, port, tls, username: UserName.AGENT, password: secrets[UserName.AGENT]!,
    timeoutMs: TIMEOUT_MS,
  })]));
}

/** Why a node of the plan is not ready, by its own agent; empty when all are and there are as many primaries as shards. */
export async function unready({ plan, nodes }: WatchParts, without?: string): Promise<string> {
  const looked = nodes.filter(({ name }) => name !== without && plan.nodes.some((planned) => planned.name === name));
  const answers = await Promise.all(looked.map(async (node) => ({ node, answer: await node.health('/ready') })));
  const lacks = answers.find(({ answer }) => answer?.status !== 200);
  if (lacks) {
    return `${lacks.node.name} is not ready (${lacks.answer ? JSON.stringify(lacks.answer.body.reason) : 'no answer'})`;
  }
  const primaries = answers.filter(({ answer }) => answer?.body.role === 'primary').length;
  const { shards } = plan.topology;
  // The node left out may have been one of them.
  const fewest = without === undefined ? shards : shards - 1;
  if (primaries < fewest || primaries > shards) {
    return shards === 1 && primaries === 0 ? 'no primary' : `${primaries} primaries, ${shards} wanted`;
  }
  return '';
}
