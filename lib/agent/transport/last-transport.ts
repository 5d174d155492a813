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
 * rollout, begins as they still speak; its agent changes that while it runs, in step with theirs. Without certificates it
 * cannot: on the way back to plaintext a Cluster, whose nodes speak TLS to the last, changes all at once.
 */
export async function startingPlan(plan: DeploymentPlan, config: NodeConfig): Promise<DeploymentPlan> {
  const last = await readFile(fileOf(config), 'utf8')
    .then((text) => (JSON.parse(text) as { transport?: string }).transport).catch(() => undefined);
  const known = Object.values(Transport).find((transport) => transport === last);
  const possible = known === Transport.PLAINTEXT || plan.tls !== undefined;
  return known !== undefined && known !== plan.transport && possible ? withTransport(plan, known) : plan;
}
