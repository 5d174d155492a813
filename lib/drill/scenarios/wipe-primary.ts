import { lostPrimary } from './expectations';
import { orderFailover } from './ordered-failover';
import { needsDataNodes, type Scenario } from './scenario';

/** The node dies, its volume is lost, and an empty node comes up at the same address before anybody noticed. */
export const wipePrimary: Scenario = {
  name: 'wipe-primary',
  summary: 'a primary\'s node is killed, its volume emptied, and it is restarted at once at the same address',
  from: 'formed',
  rto: 'first-write',
  unsuitable: (plan) => needsDataNodes(plan, 2),
  expectation: (plan) => lostPrimary(plan, plan.promise.rto.worstSeconds, plan.promise.rpo.processDeathSeconds),
  async run(context) {
    const { primary } = context;
    await context.fault(`${primary.name} killed and its volume emptied`, primary.name, async () => {
      await primary.kill();
      await primary.wipe();
    });
    await primary.start();
    context.note(`${primary.name} restarted, empty`, primary.name);
    await orderFailover(context, [primary.name]);
    await context.writesResume();
  },
};
