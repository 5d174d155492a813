import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { killAll } from '../scenarios/restart-order';
import type { ScenarioContext } from '../scenarios/scenario';

/** Nothing of the deployment is left: no process, no volume, and not what was kept outside of its nodes either. */
export async function destroy(context: ScenarioContext): Promise<void> {
  const { lab } = context;
  await context.fault('the deployment destroyed: every process, every volume and what was kept outside', undefined, async () => {
    await killAll(lab.nodes);
    await Promise.all(lab.nodes.map((node) => node.wipe()));
    await rm(join(lab.directory, 'outside'), { recursive: true, force: true });
  });
}
