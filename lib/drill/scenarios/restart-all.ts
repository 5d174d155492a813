import { totalOutage } from './expectations';
import { killAll, startInRandomOrder } from './restart-order';
import { type Scenario } from './scenario';

/** Share of the start grace within which the last primary is back. */
const WITHIN_GRACE = 0.6;

/** Power cut: everything dies at once and returns in any order. The last primary returns in time, so nothing may be lost. */
export const restartAll: Scenario = {
  name: 'restart-all',
  summary: 'every node killed at once, restarted in random order within the start grace',
  from: 'formed',
  rto: 'first-write',
  expectation: (plan) => totalOutage(plan, 0),
  async run(context) {
    const { lab, plan } = context;
    await context.fault('every node killed at once', undefined, () => killAll(lab.nodes));
    await startInRandomOrder(context, lab.nodes, plan.settings.startGraceSeconds * 1000 * WITHIN_GRACE);
    context.recovered('every node is started');
    await context.writesResume();
  },
};
