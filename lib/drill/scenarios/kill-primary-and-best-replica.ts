import { totalOutage } from './expectations';
import { failsOverByOrder, orderFailover } from './ordered-failover';
import { killAll } from './restart-order';
import { needsDataNodes, replicasOf, type Scenario } from './scenario';
import { mostAdvanced } from './most-advanced';

/**
 * The primary and the replica with the most data die together. With three nodes
 * that is the Sentinel majority too: service resumes when one of them is back.
 */
export const killPrimaryAndBestReplica: Scenario = {
  name: 'kill-primary-and-best-replica',
  summary: 'the nodes of the primary and of its most advanced replica killed together, restarted later in random order',
  from: 'formed',
  rto: 'first-write',
  unsuitable: (plan) => needsDataNodes(plan, 3),
  expectation: (plan) => totalOutage(plan, plan.promise.rpo.processDeathSeconds),
  async run(context) {
    const { lab, primary, random } = context;
    const best = lab.node(await mostAdvanced(lab, replicasOf(lab, primary.name)));
    await context.fault(`${primary.name} and ${best.name}, the most advanced replica, killed together`, primary.name,
      () => killAll([primary, best]));
    const [first, second] = random.shuffle([primary, best]);
    await context.wait(random.between(1000, 4000));
    await first!.start();
    context.recoveryStartsNow();
    context.note(`${first!.name} started`, first!.name);
    if (failsOverByOrder(context) && first !== primary) {
      await orderFailover(context, [primary.name]);
    }
    await context.wait(random.between(0, 6000));
    await second!.start();
    context.recovered(`${second!.name} started`, second!.name);
    await context.writesResume();
  },
};
