import { Engine, Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { dyingHandover } from '../dying-handover';

const deployment = plan({
  name: 'move', engine: Engine.REDIS_7_0, topology: Topology.replication({ replicas: 2 }),
  objectives: { rpoSeconds: 5, rtoSeconds: 30 }, failureDomains: 3,
});

/** Steps after which a pause, a fence, a claim or the engine's own failover is left behind by a dead agent. */
const STEPS = ['begin', 'paused', 'equal', 'claimed', 'told', 'asked', 'promoted', 'demoted'];

describe('R9: a handover whose agent dies loses nothing and leaves nothing behind', () => {
  test.each(STEPS)('killed at handover:%s', async (step) => {
    // Before the claim nothing has happened, after it everybody finishes it.
    const primary = await dyingHandover(deployment, step, 40_000);
    expect(primary === 'node-1').toBe(STEPS.indexOf(step) < STEPS.indexOf('claimed'));
  }, 120_000);
});
