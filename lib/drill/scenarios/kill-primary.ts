import { TopologyKind } from '../../model';
import { lostPrimary } from './expectations';
import { failsOverByOrder, orderFailover } from './ordered-failover';
import { type Scenario } from './scenario';

/**
 * kill -9 of the primary's Redis; the supervisor brings it back, as a replica. Where nobody fails over by himself the node
 * dies instead, and somebody orders the failover: a killed process alone would simply be restarted there (`crash-loop`).
 */
export const killPrimary: Scenario = {
  name: 'kill-primary',
  summary: 'kill -9 of a primary\'s Redis process, which its supervisor restarts; replication: of its node, then a failover by order',
  from: 'formed',
  rto: 'first-write',
  expectation: (plan) => lostPrimary(plan,
    plan.topology.kind === TopologyKind.REPLICATION ? plan.promise.rto.hangSeconds : plan.promise.rto.processDeathSeconds,
    plan.promise.rpo.processDeathSeconds),
  async run(context) {
    const { primary, random } = context;
    if (!failsOverByOrder(context)) {
      await context.fault(`kill -9 of Redis on ${primary.name}`, primary.name, () => primary.signal('redis', 'SIGKILL'));
      await context.writesResume();
      return;
    }
    await context.fault(`${primary.name} killed`, primary.name, () => primary.kill());
    await context.wait(random.between(0, 1000));
    await orderFailover(context, [primary.name]);
    await context.writesResume();
    await context.wait(random.between(0, 3000));
    await primary.start();
    context.recovered(`${primary.name} started`, primary.name);
  },
};
