import { readFile } from 'node:fs/promises';
import type { NodeConfig } from '../config';
import { PLAN_SCHEMA_VERSION, type Bindings, type DeploymentPlan, type PlanNode } from '../plan';
import { FormerAddresses, formerly } from './pod/former-addresses';

export interface Deployment {
  readonly plan: DeploymentPlan;
  readonly bindings: Bindings;
  /** This node. */
  readonly self: PlanNode;
  /** Addresses that were one node's before they changed, and whose. @default - addresses never change */
  readonly formerly?: Record<string, string>;
}

/**
 * Reads plan and bindings. The schema is checked where plans are made; here only what
 * would make this agent do the wrong thing.
 *
 * @throws Error for a plan of a newer schema, a node the plan does not know, or a missing address
 */
export async function readDeployment(config: NodeConfig): Promise<Deployment> {
  const plan = JSON.parse(await readFile(config.planFile, 'utf8')) as DeploymentPlan;
  if (plan.schemaVersion > PLAN_SCHEMA_VERSION) {
    throw new Error(`${config.planFile} has schemaVersion ${plan.schemaVersion}, this agent reads up to ${PLAN_SCHEMA_VERSION}: update the agent`);
  }
  const bindings = JSON.parse(await readFile(config.bindingsFile, 'utf8')) as Bindings;
  const self = plan.nodes.find(({ name }) => name === config.node);
  if (!self) {
    throw new Error(`node "${config.node}" is not in ${config.planFile}; it has ${plan.nodes.map(({ name }) => name).join(', ')}`);
  }
  for (const { name } of plan.nodes) {
    if (!bindings.addresses[name]) {
      throw new Error(`${config.bindingsFile} has no address for node "${name}"`);
    }
  }
  return config.platform.kind === 'kubernetes'
    ? { plan, bindings, self, formerly: formerly(await new FormerAddresses(config).load(), bindings.addresses) }
    : { plan, bindings, self };
}
