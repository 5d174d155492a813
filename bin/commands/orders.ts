import { agentKey } from '../../lib/agent/authenticity';
import { command } from '../../lib/agent/client';
import type { CommandResult } from '../../lib/agent/command-result';
import type { DeploymentPlan } from '../../lib/plan';
import type { Reach } from './reach';

/** What the agent of one node answered to an order. */
export interface OrderAnswer extends CommandResult {
  readonly node: string;
}

/** Gives those nodes' agents the same signed order, all at once. One that does not answer has refused. */
export function orderAll(
  plan: DeploymentPlan, reach: Reach, nodes: string[], verb: string, word: string,
): Promise<OrderAnswer[]> {
  const key = agentKey(reach.password);
  return Promise.all(nodes.map(async (node) => ({
    node,
    ...await command({ host: reach.addresses[node]!, port: plan.ports.agent }, key, verb, word)
      .catch((failure: unknown) => ({ ok: false, detail: failure instanceof Error ? failure.message : String(failure) })),
  })));
}

/** A line per node. */
export function answersText(answers: OrderAnswer[]): string {
  return answers.map(({ node, ok, detail }) => `${node}: ${ok ? detail : `refused: ${detail}`}`).join('\n');
}
