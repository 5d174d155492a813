import { backupRunWarnings, planRuns, type BackupRunWishes } from '../../../lib/aws';

const GIB = 2 ** 30;
const planned = (wishes: BackupRunWishes = {}): ReturnType<typeof planRuns> =>
  planRuns({ expression: 'rate(1 hour)', dataSetBytes: 4 * GIB, ...wishes }, { shards: 1 });

test('what nobody says follows from the data and the interval', () => {
  expect(planned()).toMatchObject({ verify: true, windowMinutes: 15, parallel: 1, deadlineSeconds: undefined });
  expect(planned({ dataSetBytes: 12 * GIB }).memoryMegabytes).toBeGreaterThan(planned({ dataSetBytes: GIB }).memoryMegabytes);
});

test('a deployment\'s data set is its maxmemory, of every shard', () => {
  const told = planRuns({ expression: 'rate(1 hour)' }, { shards: 3, maxMemoryBytes: GIB });
  expect(told).toEqual(planRuns({ expression: 'rate(1 hour)', dataSetBytes: 3 * GIB }, { shards: 3 }));
});

test('what is said is taken', () => {
  expect(planned({
    memoryMegabytes: 3000, timeoutSeconds: 600, deadlineSeconds: 120, flexibleWindowSeconds: 0, verify: false,
  })).toMatchObject({
    memoryMegabytes: 3000, timeoutSeconds: 600, deadlineSeconds: 120, windowMinutes: 0, verify: false,
  });
  expect(planned({ alarms: false }).alarmWindow).toBeUndefined();
});

test('an expression that is known at deployment only leaves how fresh a backup must be to the user', () => {
  expect(() => planned({ expression: undefined })).toThrow(/freshWithin: is not given/);
  expect(planned({ expression: undefined, freshWithinSeconds: 86_400 }).alarmWindow)
    .toEqual({ periodSeconds: 300, periods: 288 });
});

test.each<[BackupRunWishes, RegExp]>([
  [{ dataSetBytes: undefined }, /dataSetSize: is not known/],
  [{ dataSetBytes: 0 }, /dataSetSize: got 0 bytes/],
  [{ timeoutSeconds: 960 }, /timeout: got 960; give a whole number from 60 to 900/],
  [{ memoryMegabytes: 128 }, /memorySize: got 128/],
  [{ deadlineSeconds: 3600 }, /deadline: got 3600/],
  [{ expression: 'at(2026-11-22T00:00:00)' }, /schedule: got at\(.*runs once/],
  [{ expression: 'rate(2 minutes)' }, /schedule: every 120 s, and a run may take \d+ s/],
  [{ flexibleWindowSeconds: 3600 }, /flexibleWindow: got 60 minutes for a run every 60 minutes/],
  [{ flexibleWindowSeconds: 90 }, /flexibleWindow: got 1\.5/],
  [{ freshWithinSeconds: 1800 }, /freshWithin: got 1800 s/],
])('%p is refused, naming the prop', (wishes, message) => {
  expect(() => planned(wishes)).toThrow(message);
});

test('backups that nobody reads, or whose absence nobody is told, are told', () => {
  expect(backupRunWarnings(planned())).toEqual([]);
  expect(backupRunWarnings(planned({ verify: false, alarms: false })).map(({ id }) => id)).toEqual(['backupsNotVerified', 'backupsWithoutAlarms']);
});
