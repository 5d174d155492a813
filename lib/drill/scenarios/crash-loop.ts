import type { DeploymentPlan } from '../../plan';
import type { Expectation } from '../verdict';
import { singleFault } from './expectations';
import { type Scenario } from './scenario';

/** What every failover by request leaves in the log of the agent that asked (rule R6): a Sentinel, or in a Cluster a replica. */
const ASKED = /^(crash-failover .*asked=true|replace-dead .*answer=)/;

/**
 * A death before the copies of the last one are back is a second fault: nobody else may have the data, and then the dead node
 * itself has to come back. No objective speaks of that, and the plan promises the time of a second attempt.
 */
function repeated(plan: DeploymentPlan): Expectation {
  const { rto, rpo } = plan.promise;
  return { ...singleFault(plan, rto.secondAttemptSeconds, rpo.processDeathSeconds), rtoDeclared: false, gapBounded: true };
}

/** A query of death: the primary dies again and again, whoever it is. Only the first failover may be by request (rule R6). */
export const crashLoop: Scenario = {
  name: 'crash-loop',
  summary: 'the Redis process of whoever is primary killed three to five times; only one failover in ten minutes may be by request',
  from: 'formed',
  rto: 'first-write',
  expectation: repeated,
  async run(context) {
    const { lab, primary: first, random } = context;
    const since = lab.events.length;
    const times = random.whole(3, 5);
    for (let death = 1; death <= times; death += 1) {
      const primary = await lab.primary(first.shard) ?? first.name;
      const node = lab.node(primary);
      if (node.pid('redis') === undefined) {
        context.note(`${primary} is named but its Redis does not run; left alone`, primary);
      } else {
        await context.fault(`kill -9 of Redis on ${primary}, ${death} of ${times}`, primary, () => node.signal('redis', 'SIGKILL'));
      }
      if (!await context.writesResume()) {
        context.violation(`no write after death ${death} of ${times}`);
        return;
      }
      await context.wait(random.between(500, 4000));
    }
    const asked = lab.events.slice(since).filter(({ message }) => ASKED.test(message));
    context.note(`${asked.length} of ${times} failovers were by request`);
    if (asked.length > 1) {
      context.violation(`${asked.length} failovers were by request within ten minutes: ${asked.map(({ node }) => node).join(', ')}`);
    }
  },
};
