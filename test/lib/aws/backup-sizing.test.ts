import { backupSizing, expectedSeconds, LAMBDA, type DataSet } from '../../../lib/aws';

const GIB = 1024 ** 3;
const of = (gibibytes: number, shards = 1, verify = true): DataSet => ({ bytes: gibibytes * GIB, shards, verify });

test('more memory, verifying less and more shards never take longer; more data never takes less', () => {
  for (let gibibytes = 1; gibibytes < 60; gibibytes += 1) {
    for (let megabytes = 1769; megabytes < LAMBDA.mostMegabytes; megabytes += 1769) {
      const now = expectedSeconds(of(gibibytes), megabytes);
      expect(expectedSeconds(of(gibibytes), megabytes + 1769)).toBeLessThanOrEqual(now);
      expect(expectedSeconds(of(gibibytes, 1, false), megabytes)).toBeLessThan(now);
      expect(expectedSeconds(of(gibibytes, 3), megabytes)).toBeLessThanOrEqual(now);
      expect(expectedSeconds(of(gibibytes + 1), megabytes)).toBeGreaterThan(now);
    }
  }
});

test('what is chosen is within Lambda\'s limits, and the timeout longer than what is expected', () => {
  for (const dataSet of [of(0.1), of(1), of(9), of(12), of(12, 1, false), of(40, 6)]) {
    const sizing = backupSizing(dataSet);
    expect(sizing.memoryMegabytes).toBeLessThanOrEqual(LAMBDA.mostMegabytes);
    expect(sizing.timeoutSeconds).toBeLessThanOrEqual(LAMBDA.mostSeconds);
    expect(sizing.timeoutSeconds).toBeGreaterThan(sizing.expectedSeconds * 1.2);
    expect(sizing.parallel).toBe(Math.min(dataSet.shards, 4));
  }
});

test('the smallest function that does it in time', () => {
  expect(backupSizing(of(0.1))).toMatchObject({ memoryMegabytes: 1769, timeoutSeconds: 180 });
  expect(backupSizing(of(40, 6)).memoryMegabytes).toBeGreaterThan(backupSizing(of(4, 6)).memoryMegabytes);
});

test('one that is too large is refused, with both ways out where there are two', () => {
  expect(() => backupSizing(of(15))).toThrow(/^dataSetSize: a data set of 15\.0 GiB in one shard takes about \d+ s to back up and verify.*; give `verify: false`/);
  expect(() => backupSizing(of(100, 3))).toThrow(/in 3 shards.*; run `redis-ha backup` by a timer on a host/);
  expect(() => backupSizing(of(100, 3, false))).toThrow(/s to back up, and a Lambda function ends after 900 s/);
});
