import { drilled, REGION_RUNS, RUNS } from './drill-runs';

test.each([...RUNS, ...REGION_RUNS])('$scenario.name of $name with a random seed', (run) => drilled(run), 600_000);

test.each([4, 5])('restore-latest of a Cluster of three shards into %d', async (restoreShards) => {
  const run = RUNS.find(({ name, scenario }) => name === 'cluster' && scenario.name === 'restore-latest')!;
  await drilled(run, { settings: { restoreShards } });
}, 600_000);
