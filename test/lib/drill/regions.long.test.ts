import { drilled, REGION_RUNS } from './drill-runs';

/** The soak has all of them, for every topology. */
const CASES = REGION_RUNS.filter(({ name, scenario }) => name === 'sentinel-warm' && ['lose-region', 'split-regions'].includes(scenario.name));

test.each(CASES)('$scenario.name of $name with a random seed', (run) => drilled(run), 300_000);
