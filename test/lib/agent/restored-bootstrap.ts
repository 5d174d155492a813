import type { Lab } from '../../../lib/lab';
import type { DeploymentPlan, RestoreBinding } from '../../../lib/plan';
import { KEYS, restored, rightKeys, sum } from '../lab/restored-labs';

/** Whose agent or seed dies at which step of a start with a backup. */
export interface Strike {
  readonly node: string;
  readonly step: string;
  /** Its volume is lost with it. */
  readonly wipe?: boolean;
}

/** Begins with a backup while one node dies at that step: in the end it is one deployment, with every key. */
export async function survives(
  plan: DeploymentPlan, restoreFrom: RestoreBinding, { node: name, step, wipe }: Strike,
): Promise<void> {
  await restored(plan, { restoreFrom, startFaults: { [name]: { failpoint: step } } }, async (lab) => {
    await struck(lab, name);
    if (wipe) {
      const node = lab.node(name);
      await node.kill();
      await node.wipe();
      await node.start();
    }
    await lab.healthy(90_000);
    expect(sum(await rightKeys(lab))).toBe(KEYS);
    const ids = await Promise.all(lab.nodes.map(async (each) =>
      ((await each.health('/status'))!.body.memory as { deploymentId: string }).deploymentId));
    expect(new Set(ids).size).toBe(1);
  });
}

async function struck(lab: Lab, name: string): Promise<void> {
  const deadline = Date.now() + 40_000;
  // A seed that dies by a signal ends the shell that waits for it with 128 and the signal's number.
  while (!lab.events.some(({ node, message }) => node === name && /^(agent|redis) ended \((SIGKILL|exit 137)\)/.test(message))) {
    if (Date.now() > deadline) {
      throw new Error('the step never came');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
