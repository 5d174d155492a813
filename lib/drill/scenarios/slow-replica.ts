import { TopologyKind } from '../../model';
import { lostPrimary } from './expectations';
import { mostAdvanced, offsetOf } from './most-advanced';
import { orderFailover } from './ordered-failover';
import { needsDataNodes, replicasOf, type Scenario } from './scenario';

/** Stays well below any time after which silence counts as death. */
const LONGEST_PAUSE_MS = 400;

/**
 * A replica on a slow machine: the primary goes on, and when it dies a replica that has more takes over. Which one that was
 * is only noted: what the dead primary had sent may still reach the slow one from its socket.
 */
export const slowReplica: Scenario = {
  name: 'slow-replica',
  summary: 'a replica is slowed; the primary keeps serving, and when it dies nothing may be lost that a faster one had',
  from: 'formed',
  rto: 'first-write',
  unsuitable: (plan) => needsDataNodes(plan, 3),
  expectation: (plan) => lostPrimary(plan, plan.promise.rto.hangSeconds, plan.promise.rpo.processDeathSeconds),
  async run(context) {
    const { lab, plan, primary, random } = context;
    const slow = random.pick(replicasOf(lab, primary.name));
    const { nodeTimeoutSeconds, downAfterSeconds } = plan.settings;
    const silence = plan.topology.kind === TopologyKind.CLUSTER ? nodeTimeoutSeconds : downAfterSeconds;
    const began = Date.now();
    slow.slow(Math.min(LONGEST_PAUSE_MS, silence * 1000 / 3));
    try {
      await context.wait(random.between(3000, 5000));
      if (!await context.load.acknowledgedSince(began + 2000, 1000)) {
        context.violation(`the primary stopped taking writes because ${slow.name} is slow`);
      }
      const others = replicasOf(lab, primary.name).filter((node) => node !== slow);
      const behind = await offsetOf(lab, lab.node(await mostAdvanced(lab, others))) - await offsetOf(lab, slow);
      context.note(`${slow.name} is slow, ${behind} bytes behind the best`, slow.name);
      await context.fault(`${primary.name} killed`, primary.name, () => primary.kill());
      await orderFailover(context, [primary.name]);
      await context.writesResume();
      const winner = await lab.primary(primary.shard);
      context.note(`${winner ?? 'nobody'} is primary`, winner);
    } finally {
      slow.slow(0);
    }
    await primary.start();
    context.recovered(`${slow.name} is fast again, ${primary.name} started`, slow.name);
  },
};
