import { agentKey } from '../../../../lib/agent/authenticity';
import { askPeer, command } from '../../../../lib/agent/client';
import { propose } from '../../../../lib/agent/sentinel/proposal';
import { sleep } from '../../../../lib/drill/clock';
import { Ledger } from '../../../../lib/drill/ledger';
import { targetOf } from '../../../../lib/drill/target';
import { verify } from '../../../../lib/drill/verify';
import { Workload } from '../../../../lib/drill/workload';
import { startLab } from '../../../../lib/lab';
import { Engine, Topology, UserName } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';

const deployment = plan({
  name: 'rebuild', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains: 3,
});

describe('R5, R10: the Sentinel majority is gone, data is alive', () => {
  test('two volumes lost: nothing serves until an operator says so, then everything that was acknowledged is there', async () => {
    const lab = await startLab(deployment);
    const ledger = new Ledger('rebuild');
    const load = new Workload(targetOf(lab), ledger);
    try {
      await lab.healthy(30_000);
      await load.start();
      await sleep(1500);
      await load.stop();
      await Promise.all(lab.nodes.map((node) => node.kill()));
      // The bootstrap node, too: it must not take its empty volume for a beginning.
      for (const name of ['node-1', 'node-2']) {
        await lab.node(name).wipe();
      }
      await Promise.all(lab.nodes.map((node) => node.start()));
      await sleep(5000);
      expect(await lab.primary()).toBeUndefined();
      const health = await Promise.all(lab.nodes.map((node) => node.health('/primary')));
      expect(health.map((answer) => answer?.status)).toEqual([503, 503, 503]);

      const key = agentKey(lab.secret(UserName.AGENT));
      const { agent: port } = deployment.ports;
      const at = (name: string): { host: string; port: number } => ({ host: lab.bindings.addresses[name]!, port });
      const states = Object.fromEntries(await Promise.all(lab.nodes.map(async ({ name }) =>
        [name, await askPeer(at(name), key)] as const)));
      const proposal = propose(deployment, states);
      expect(proposal.newest).toBe('node-3');
      const issuedAt = new Date().toISOString();
      const order = JSON.stringify({ id: 'test', primary: 'node-3', epoch: proposal.epoch, issuedAt, by: 'test' });
      for (const { name } of lab.nodes) {
        expect(await command(at(name), key, 'rebuild', order)).toMatchObject({ ok: true });
      }
      await lab.healthy(60_000);
      expect(await lab.primary()).toBe('node-3');
      expect((await verify(ledger, targetOf(lab))).lost).toEqual([]);
      // With a majority there again the same order is refused.
      expect(await command(at('node-1'), key, 'rebuild', order)).toMatchObject({ ok: false });
    } finally {
      await load.stop();
      await lab.down();
    }
  }, 180_000);
});
