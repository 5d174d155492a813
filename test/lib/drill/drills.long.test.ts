import { Transport } from '../../../lib/model';
import { withTransport } from '../../../lib/plan';
import { drilled, RUNS } from './drill-runs';

/** What every topology must survive, and what only one has; `npm run test:soak` has all of them. */
const EVERYWHERE = ['kill-primary', 'handover', 'restore-latest'];
const ALSO = [
  'cluster lose-failure-domain', 'sentinel lose-failure-domain', 'cluster scale-out', 'cluster wipe-primary', 'sentinel corrupt-backup', 'cluster replace-node',
];
/** Over TLS, so that each topology is drilled with either transport. */
const SECURED = ['replication kill-primary', 'sentinel kill-primary', 'cluster kill-primary', 'sentinel restore-latest'];
const CASES = RUNS.filter(({ name, scenario }) => EVERYWHERE.includes(scenario.name) || ALSO.includes(`${name} ${scenario.name}`))
  .map((run) => (SECURED.includes(`${run.name} ${run.scenario.name}`) ? { ...run, plan: withTransport(run.plan, Transport.TLS) } : run));

test.each(CASES)('$scenario.name of $name over $plan.transport with a random seed', (run) => drilled(run), 600_000);
