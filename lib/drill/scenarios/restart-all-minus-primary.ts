import { totalOutage } from './expectations';
import { orderFailover } from './ordered-failover';
import { killAll, startInRandomOrder } from './restart-order';
import { dataNodes, needsDataNodes, type Scenario } from './scenario';

/**
 * A node dies as primary and stays dead while another takes over; later everything
 * dies, and all but the last primary return. The long-dead node has old data and
 * must not become primary; the others lack only what the last primary had not sent.
 */
export const restartAllMinusPrimary: Scenario = {
  name: 'restart-all-minus-primary',
  summary: 'after an earlier failover everything is killed and all but the last primary return, one of them with old data',
  from: 'formed',
  rto: 'first-write',
  unsuitable: (plan) => needsDataNodes(plan, 3),
  expectation: (plan) => totalOutage(plan, plan.promise.rpo.processDeathSeconds),
  async run(context) {
    const { lab, primary: stale, random } = context;
    context.note(`${stale.name} killed; it stays dead until everything restarts`, stale.name);
    await stale.kill();
    await orderFailover(context, [stale.name]);
    if (!await context.writesResume(stale.name)) {
      context.violation('the first failover did not happen, so there is no older data set to guard against');
      return;
    }
    await context.wait(2000 + random.between(0, 2000));
    const last = await lab.primary(stale.shard);
    if (last === undefined || last === stale.name) {
      context.violation(`${last ?? 'no node'} is named as primary after the first failover`);
      return;
    }
    await context.fault(`every node killed; ${last} was the last primary`, last, () => killAll(lab.nodes));
    await startInRandomOrder(context, lab.nodes.filter((node) => node.name !== last), 3000);
    await orderFailover(context, [last]);
    await context.writesResume();
    const winner = await lab.primary(stale.shard);
    if (winner === stale.name) {
      context.violation(`${stale.name} became primary with the data of before the first failover`);
    }
    context.note(`${winner ?? 'nobody'} serves`, winner);
    await context.wait(1000);
    await lab.node(last).start();
    context.recovered(`${last} started last`, last);
    const known = dataNodes(lab).map((node) => node.name);
    context.note(`waiting for ${known.join(', ')}`);
  },
};
