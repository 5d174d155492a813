import { Ledger } from '../../../lib/drill/ledger';
import { sleep, until } from '../../../lib/drill/clock';
import { targetOf } from '../../../lib/drill/target';
import { verify } from '../../../lib/drill/verify';
import { Workload } from '../../../lib/drill/workload';
import { startLab } from '../../../lib/lab';
import type { DeploymentPlan } from '../../../lib/plan';

/** A handover from node-1 under load whose agent dies at that step: nothing acknowledged is lost. @returns who leads then */
export async function dyingHandover(
  deployment: DeploymentPlan, step: string, formationMs: number,
): Promise<string | undefined> {
  const lab = await startLab(deployment, { startFaults: { 'node-1': { failpoint: `handover:${step}` } } });
  const ledger = new Ledger(step);
  const load = new Workload(targetOf(lab), ledger);
  try {
    await lab.healthy(formationMs);
    await load.start();
    await sleep(1000);
    // The agent that answers is the one that dies.
    await lab.handover().catch(() => undefined);
    const died = (): boolean => lab.events.some(({ node, message }) => node === 'node-1' && message === 'agent ended (SIGKILL)');
    expect(await until(died, 10_000)).toBe(true);
    const writtenThen = ledger.size;
    await lab.healthy(45_000);
    await sleep(1500);
    await load.stop();
    expect(ledger.size).toBeGreaterThan(writtenThen);
    const primary = await lab.primary();
    const { lost, checked } = await verify(ledger, targetOf(lab));
    expect(checked).toBeGreaterThan(100);
    expect(lost).toEqual([]);
    return primary;
  } finally {
    await load.stop();
    await lab.down();
  }
}
