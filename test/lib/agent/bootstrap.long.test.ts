import { startLab } from '../../../lib/lab';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';

const deployment = plan({
  name: 'bootstrap', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains: 3,
});

const LEADER = ['remembered:forming', 'promote:before', 'promote:after', 'sentinel:before', 'sentinel:after', 'claim:before', 'claim:after',
  'remembered:initialised', 'writable'];
const FOLLOWER = ['remembered:forming', 'follow:before', 'follow:after', 'sentinel:before', 'sentinel:after', 'remembered:initialised', 'eligible'];
const FAULTS = [...LEADER.map((step) => ['node-1', step]), ...FOLLOWER.map((step) => ['node-2', step])];

describe('R4: the first start resumes, whoever dies at whatever step', () => {
  test.each(FAULTS)('agent of %s killed at %s', async (node, failpoint) => {
    const lab = await startLab(deployment, { startFaults: { [node]: { failpoint } } });
    try {
      await lab.healthy(30_000);
      expect(lab.events.some((event) => event.node === node && event.message.startsWith('agent ended (SIGKILL)'))).toBe(true);
      // One deployment came of it, not two.
      const ids = await Promise.all(lab.nodes.map(async (each) =>
        ((await each.health('/status'))!.body.memory as { deploymentId: string }).deploymentId));
      expect(new Set(ids).size).toBe(1);
    } finally {
      await lab.down();
    }
  }, 60_000);
});
