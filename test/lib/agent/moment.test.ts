import { between, thisMoment } from '../../../lib/agent/moment';

test('the clock that says more counts: one stands still with its machine, the other is set', () => {
  expect(between({ monotonic: 0, wall: 0 }, { monotonic: 100, wall: 100 })).toBe(100);
  expect(between({ monotonic: 0, wall: 0 }, { monotonic: 100, wall: 60_000 })).toBe(60_000);
  expect(between({ monotonic: 0, wall: 60_000 }, { monotonic: 100, wall: 0 })).toBe(100);
});

test('moments of one machine follow each other', () => {
  expect(between(thisMoment(), thisMoment())).toBeGreaterThanOrEqual(0);
});
