import type { KilledRun, Run } from '../../../bench/backup/measured';
import { goalsOf, median, mediansOf, resultsPage, resultsPlot, type Results } from '../../../bench/backup/summary';

const MB = 1e6;

function run(method: string, seconds: number, over: Partial<Run> = {}): Run {
  return {
    method, seconds, toolProcessor: 3, serversProcessor: 4, peakMemory: { 'tool/node': 100 * 1024 * 1024, 'primary/redis-server': 9e9 }, toolWrote: 0, serversWrote: 0, stored: 5 * MB,
    writes: 10, ...over,
  };
}

function results(runs: Run[], killed: KilledRun[] = []): Results {
  return {
    command: 'npm run -s bench:backup --', machine: '2 cores', engine: 'Redis 7.0.15', keys: 3000, valueBytes: 1e9, usedMemory: 1.3e9,
    rdbCompression: true, rate: 2000, loadAverage: 0.4, runs, killed,
    titles: { seed: 'script', raw: 'raw stream', 'ours-none': 'ours <none>', 'ours-gzip': 'ours, gzip' },
  };
}

test('the middle of an odd and of an even number of runs', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2.5, 7]);
});

test('medians by method, memory the highest of the tool alone; what was not run is left out', () => {
  const [seed, ours, ...others] = mediansOf(results([
    run('seed', 10), run('seed', 12, { peakMemory: { 'tool/gzip': 3, 'tool/cp': 2, 'primary/redis-rdb': 9e9 } }), run('seed', 30), run('ours-gzip', 4),
  ]));
  expect(seed).toMatchObject({ method: 'seed', runs: 3, seconds: 12, toolMemory: 100 * 1024 * 1024 });
  expect(ours).toMatchObject({ method: 'ours-gzip', seconds: 4 });
  expect(others).toEqual([]);
});

describe('goals', () => {
  const cut = (over: Partial<KilledRun> = {}): KilledRun => ({ method: 'ours-gzip', exitCode: 4, leftBehind: [], detected: true, ...over });
  const met = (all: Results): boolean[] => goalsOf(all).map((goal) => goal.met);

  test('all met', () => {
    expect(met(results([run('seed', 20), run('raw', 8.5), run('ours-none', 10), run('ours-gzip', 10)], [cut()]))).toEqual([true, true, true, true]);
  });

  test('each missed', () => {
    expect(met(results([
      run('seed', 19), run('raw', 8.4), run('ours-none', 10),
      run('ours-gzip', 10, { peakMemory: { 'tool/node': 151 * 1024 * 1024 } }),
    ], [cut({ detected: false })]))).toEqual([false, false, false, false]);
  });

  test('what is left behind after a kill is no success, whatever the exit code', () => {
    expect(met(results([run('ours-gzip', 10)], [cut({ leftBehind: ['bucket/bench/manifest.json'] })])).at(-1)).toBe(false);
  });

  test('the kill of what is not ours is no goal', () => {
    expect(goalsOf(results([run('seed', 10)], [cut({ method: 'seed', detected: false })]))).toEqual([]);
  });
});

test('the page names every figure and how it was made, the plot is a picture by itself', () => {
  const all = results([run('seed', 20), run('raw', 8.5), run('ours-none', 10), run('ours-gzip', 10)],
    [{ method: 'seed', exitCode: 0, leftBehind: ['bucket/dump.rdb.gz'], detected: false }]);
  const page = resultsPage(all);
  expect(page).toContain('npm run -s bench:backup --');
  expect(page).toContain('| ours, gzip | 1 | 10.00 | 2.00 x | 85 % | 3.0 s | 4.0 s | 100 MiB |');
  expect(page).toContain('| script | 0 | bucket/dump.rdb.gz | no |');
  const plot = resultsPlot(all);
  expect(plot.match(/<rect /g)).toHaveLength(5);
  expect(plot).toContain('ours &lt;none>');
  expect(plot).not.toMatch(/NaN|undefined/);
});
