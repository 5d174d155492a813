import { alarmWindow, intervalSeconds, usualFreshness, windowMinutes } from '../../../lib/aws';

test.each([
  ['rate(1 hour)', 3600], ['rate(5 minutes)', 300], ['rate(2 days)', 172_800], ['cron(0 3 * * ? *)', undefined], ['at(2026-11-22T00:00:00)', undefined],
])('%s is every %s seconds', (expression, seconds) => {
  expect(intervalSeconds(expression)).toBe(seconds);
});

test('a run is spread over a quarter of the interval, at most a quarter of an hour', () => {
  expect([60, 1800, 3600, 86_400, undefined].map(windowMinutes)).toEqual([0, 7, 15, 15, 15]);
});

test('one run may fail before there is an alarm, two in a row may not', () => {
  expect(usualFreshness(3600, 900, 300)).toBe(8400);
});

test('an alarm looks back at least that far, in periods CloudWatch knows', () => {
  for (const seconds of [1, 299, 8400, 86_400, 86_401, 200_000, 604_800]) {
    const { periodSeconds, periods } = alarmWindow(seconds);
    expect(periodSeconds * periods).toBeGreaterThanOrEqual(seconds);
    expect(periodSeconds * periods - seconds).toBeLessThan(periodSeconds);
    expect(periodSeconds * periods).toBeLessThanOrEqual(periodSeconds < 3600 ? 86_400 : 604_800);
  }
  expect(() => alarmWindow(604_801)).toThrow(/freshWithin: comes to 7\.0 days, and a CloudWatch alarm looks back at most 7/);
  expect(() => alarmWindow(0)).toThrow(/freshWithin/);
});
