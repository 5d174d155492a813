import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { layoutOf, type NodeConfig } from '../../config';
import { Transport } from '../../model';
import { withTransport, type DeploymentPlan } from '../../plan';
import { writeAtomically } from '../write-atomically';

/** Beside what the node remembers of its role, on the data volume. */
function fileOf(config: NodeConfig): string {
  return path.join(path.dirname(layoutOf(config).memoryFile), 'transport.json');
}

/** Writes down how the servers of this node speak, once all of the deployment do. */
export async function rememberTransport(config: NodeConfig, transport: string): Promise<void> {
  await writeAtomically(fileOf(config), JSON.stringify({ transport }));
}

/**
 * The plan as a server of this node starts by it. One that comes with another plan among nodes which have not got it yet, as in a
 * rollout, begins as they still speak; its agent changes that while it runs, in step with theirs. In plaintext nothing of
 * before is needed: on either side of it nodes speak plaintext to each other.
 */
export async function startingPlan(plan: DeploymentPlan, config: NodeConfig): Promise<DeploymentPlan> {
  const last = await readFile(fileOf(config), 'utf8')
    .then((text) => (JSON.parse(text) as { transport?: Transport }).transport).catch(() => undefined);
  const bothHaveTls = plan.tls !== undefined && (last === Transport.BOTH || last === Transport.TLS);
  return bothHaveTls && last !== plan.transport ? withTransport(plan, last) : plan;
}
