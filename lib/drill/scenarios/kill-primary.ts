import { singleFault } from './expectations';
import { type Scenario } from './scenario';

/** kill -9 of the primary's Redis; the supervisor brings it back, as a replica. */
export const killPrimary: Scenario = {
  name: 'kill-primary',
  summary: 'kill -9 of the primary\'s Redis process; its supervisor restarts it',
  from: 'formed',
  rto: 'first-write',
  expectation: (plan) => singleFault(plan, plan.promise.rto.processDeathSeconds, plan.promise.rpo.processDeathSeconds),
  async run(context) {
    const { primary } = context;
    await context.fault(`kill -9 of Redis on ${primary.name}`, primary.name, async () => {
      primary.signal('redis', 'SIGKILL');
    });
    await context.writesResume();
  },
};
