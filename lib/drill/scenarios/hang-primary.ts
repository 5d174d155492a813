import type { ProcessName } from '../../lab/lab';
import { lostPrimary } from './expectations';
import { orderFailover } from './ordered-failover';
import { type Scenario } from './scenario';

/** SIGSTOP, later SIGCONT: what a frozen machine or a long stall looks like. The primary wakes up in a world that moved on. */
export const hangPrimary: Scenario = {
  name: 'hang-primary',
  summary: 'SIGSTOP of a primary (Redis alone or the whole node), SIGCONT after the failover',
  from: 'formed',
  rto: 'first-write',
  expectation: (plan) => lostPrimary(plan, plan.promise.rto.hangSeconds, plan.promise.rpo.partitionSeconds),
  async run(context) {
    const { primary, random } = context;
    const wholeNode = random.chance(0.5);
    const hung: ProcessName[] = wholeNode ? ['agent', 'sentinel', 'redis'] : ['redis'];
    const stopped = new Map<ProcessName, number>();
    // Waits for its answer through the hang and goes on when the primary wakes up.
    context.load.pin(primary.name);
    await context.wait(300);
    await context.fault(`SIGSTOP of ${wholeNode ? 'every process' : 'Redis'} on ${primary.name}`, primary.name, () => {
      for (const name of hung) {
        const pid = primary.pid(name);
        if (pid !== undefined) {
          stopped.set(name, pid);
          primary.signal(name, 'SIGSTOP');
        }
      }
    });
    try {
      await orderFailover(context, [primary.name]);
      await context.writesResume(primary.name);
      await context.wait(random.between(0, 3000));
    } finally {
      for (const [name, pid] of stopped) {
        // A supervisor may have replaced the process meanwhile.
        if (primary.pid(name) === pid) {
          primary.signal(name, 'SIGCONT');
        }
      }
    }
    context.recovered(`SIGCONT on ${primary.name}`, primary.name);
    await context.wait(2000);
  },
};
