import { readFile } from 'node:fs/promises';
import type { NodeConfig } from '../config';
import { allNodes, PLAN_SCHEMA_VERSION, planOf, regionOf, remoteNodes, type Bindings, type DeploymentPlan, type PlanNode } from '../plan';
import type { OwnCertificates } from './certificates/own-certificates';
import { FormerAddresses, formerly } from './pod/former-addresses';

export interface Deployment {
  /** With this node's own region first, whichever is active. */
  readonly plan: DeploymentPlan;
  readonly bindings: Bindings;
  /** This node. */
  readonly self: PlanNode;
  /** Addresses that were one node's before they changed, and whose. @default - addresses never change */
  readonly formerly?: Record<string, string>;
  /** What it proves itself with; absent where the plan has no TLS. */
  readonly certificates?: OwnCertificates;
}

/**
 * Reads plan and bindings. The schema is checked where plans are made; here only what
 * would make this agent do the wrong thing.
 *
 * @throws Error for a plan of a newer schema, a node the plan does not know, or a missing address
 */
export async function readDeployment(config: NodeConfig): Promise<Deployment> {
  const declared = JSON.parse(await readFile(config.planFile, 'utf8')) as DeploymentPlan;
  if (declared.schemaVersion > PLAN_SCHEMA_VERSION) {
    throw new Error(`${config.planFile} has schemaVersion ${declared.schemaVersion}, this agent reads up to ${PLAN_SCHEMA_VERSION}: update the agent`);
  }
  const bindings = JSON.parse(await readFile(config.bindingsFile, 'utf8')) as Bindings;
  const self = allNodes(declared).find(({ name }) => name === config.node);
  if (!self) {
    throw new Error(`node "${config.node}" is not in ${config.planFile}; it has ${allNodes(declared).map(({ name }) => name).join(', ')}`);
  }
  const plan = planOf(declared, regionOf(declared, config.node));
  const remote = new Set(remoteNodes(plan).map(({ name }) => name));
  for (const { name, dormant } of allNodes(plan)) {
    // The other region's that do not run need not have one yet.
    if (!bindings.addresses[name] && !(dormant && remote.has(name))) {
      throw new Error(`${config.bindingsFile} has no address for node "${name}"`);
    }
  }
  return config.platform.kind === 'kubernetes'
    ? { plan, bindings, self, formerly: formerly(await new FormerAddresses(config).load(), bindings.addresses) }
    : { plan, bindings, self };
}
