import type { DeploymentPlan } from '../../lib/plan';
import { getJson } from '../../lib/redis';

const PERIOD_MS = 200;
const PATIENCE_SECONDS = 20;

/**
 * Waits until a node takes writes as primary.
 *
 * @returns milliseconds it took; undefined when it did not in time
 */
export async function opened(host: string, plan: DeploymentPlan): Promise<number | undefined> {
  const began = Date.now();
  const deadline = began + (plan.settings.fenceAfterSeconds + PATIENCE_SECONDS) * 1000;
  while (Date.now() < deadline) {
    const answer = await getJson(host, plan.ports.agent, '/primary', 1000);
    if (answer?.status === 200) {
      return Date.now() - began;
    }
    await new Promise((resolve) => setTimeout(resolve, PERIOD_MS));
  }
  return undefined;
}
