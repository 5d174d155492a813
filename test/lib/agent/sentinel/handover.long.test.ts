import { Engine, Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { dyingHandover } from '../dying-handover';

const deployment = plan({
  name: 'handover', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains: 3,
});

/** Steps after which the pause, the fence or a failover is left behind by a dead agent. */
const STEPS = ['begin', 'raised', 'paused', 'equal', 'asked', 'promoted', 'demoted'];

describe('R9: a handover whose agent dies loses nothing and leaves nothing behind', () => {
  test.each(STEPS)('killed at handover:%s', async (step) => {
    await dyingHandover(deployment, step, 30_000);
  }, 120_000);
});
