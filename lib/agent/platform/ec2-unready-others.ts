import type { NodeConfig } from '../../config';
import { readDeployment } from '../deployment';

/** Names of the other nodes that are not ready, as each one's own agent says. */
export interface UnreadyOthers {
  (): Promise<string[]>;
}

const PATIENCE_MS = 2000;

/**
 * Asks the agents of this node's own region: the lock of replacements is the region's, too. One that does not answer is not
 * ready. Nodes that do not run until a promotion are not asked.
 *
 * @throws Error when plan or bindings of this machine cannot be read
 */
export function askOthers(config: NodeConfig): UnreadyOthers {
  return async () => {
    const { plan, bindings } = await readDeployment(config);
    const others = plan.nodes.filter(({ name, dormant }) => name !== config.node && !dormant);
    const asked = await Promise.all(others.map(async ({ name }) =>
      ({ name, ready: await isReady(`http://${bindings.addresses[name]!}:${plan.ports.agent}/ready`) })));
    return asked.filter(({ ready }) => !ready).map(({ name }) => name);
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })).status === 200;
  } catch {
    return false;
  }
}
