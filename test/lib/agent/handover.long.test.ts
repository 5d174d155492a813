import { sleep, until } from '../../../lib/drill/clock';
import { Ledger } from '../../../lib/drill/ledger';
import { targetOf } from '../../../lib/drill/target';
import { verify } from '../../../lib/drill/verify';
import { Workload } from '../../../lib/drill/workload';
import { startLab } from '../../../lib/lab';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';

const deployment = plan({
  name: 'handover', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains: 3,
});

/** Steps after which the pause, the fence or a failover is left behind by a dead agent. */
const STEPS = ['begin', 'raised', 'paused', 'equal', 'asked', 'promoted', 'demoted'];

describe('R9: a handover whose agent dies loses nothing and leaves nothing behind', () => {
  test.each(STEPS)('killed at handover:%s', async (step) => {
    const lab = await startLab(deployment, { startFaults: { 'node-1': { failpoint: `handover:${step}` } } });
    const ledger = new Ledger(step);
    const load = new Workload(targetOf(lab), ledger);
    try {
      await lab.healthy(30_000);
      await load.start();
      await sleep(1000);
      // The agent that answers is the one that dies.
      await lab.handover().catch(() => undefined);
      expect(await until(() => lab.events.some((event) => event.node === 'node-1' && event.message === 'agent ended (SIGKILL)'), 10_000))
        .toBe(true);
      const writtenThen = ledger.size;
      await lab.healthy(45_000);
      await sleep(1500);
      await load.stop();
      expect(ledger.size).toBeGreaterThan(writtenThen);
      const { lost, checked } = await verify(ledger, targetOf(lab));
      expect(checked).toBeGreaterThan(100);
      expect(lost).toEqual([]);
    } finally {
      await load.stop();
      await lab.down();
    }
  }, 120_000);
});
