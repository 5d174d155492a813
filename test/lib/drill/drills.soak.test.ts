import { drilled, RUNS } from './drill-runs';

test.each(RUNS)('$scenario.name of $name with a random seed', (run) => drilled(run), 600_000);
