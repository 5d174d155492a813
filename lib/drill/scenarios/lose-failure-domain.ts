import { TopologyKind } from '../../model';
import { lostPrimary } from './expectations';
import { lossOfDomain } from './domains';
import { orderFailover } from './ordered-failover';
import { primariesOf, type Scenario } from './scenario';

/** A domain does not die at one instant: its nodes go within this time. */
const WITHIN_MS = 200;

/** A zone is gone: every node and every Sentinel in it. Later it is back, with its data. */
export const loseFailureDomain: Scenario = {
  name: 'lose-failure-domain',
  summary: 'every node and Sentinel of a random failure domain killed within 200 ms, in random order; it returns later',
  from: 'formed',
  rto: 'first-write',
  unsuitable: (plan) => plan.failureDomains.map((domain) => lossOfDomain(plan, domain)).find((why) => why !== undefined),
  expectation: (plan) => lostPrimary(plan, plan.promise.rto.hangSeconds, plan.promise.rpo.processDeathSeconds),
  async run(context) {
    const { lab, plan, random } = context;
    const primaries = await primariesOf(lab);
    const held = (domain: string): string[] => primaries.filter((name) => lab.node(name).failureDomain === domain);
    // Where primaries have drifted together nobody can vote; `drift-and-balance` is about that.
    const safe = plan.failureDomains.filter((domain) =>
      plan.topology.kind !== TopologyKind.CLUSTER || held(domain).length * 2 < plan.topology.shards);
    const domain = random.pick(safe.length > 0 ? safe : plan.failureDomains);
    const nodes = random.shuffle(lab.nodes.filter((node) => node.failureDomain === domain));
    const what = held(domain).length === 0 ? 'no primary' : held(domain).join(', ');
    await context.fault(`${domain} lost: ${nodes.map((node) => node.name).join(', ')} (with ${what})`, undefined, async () => {
      await Promise.all(nodes.map(async (node) => {
        await context.wait(random.between(0, WITHIN_MS));
        await node.kill();
      }));
    });
    if (held(domain).length > 0) {
      await orderFailover(context, nodes.map((node) => node.name));
    }
    await context.writesResume();
    await context.wait(random.between(2000, 6000));
    await Promise.all(random.shuffle(nodes).map(async (node) => {
      await context.wait(random.between(0, 2000));
      await node.start();
    }));
    context.recovered(`${domain} is back`);
  },
};
