import { drilled, RUNS } from './drill-runs';

/** What every topology must survive, and what only one has; `npm run test:soak` has all of them. */
const EVERYWHERE = ['kill-primary', 'handover', 'replace-node', 'restore-latest'];
const ALSO = [
  'cluster lose-failure-domain', 'sentinel lose-failure-domain', 'cluster scale-out', 'cluster wipe-primary', 'sentinel corrupt-backup',
];
const CASES = RUNS.filter(({ name, scenario }) => EVERYWHERE.includes(scenario.name) || ALSO.includes(`${name} ${scenario.name}`));

test.each(CASES)('$scenario.name of $name with a random seed', (run) => drilled(run), 600_000);
