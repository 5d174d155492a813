import { usualDeadline } from '../../../../lib/backup/snapshot/deadline';
import { Pace } from '../../../../lib/backup/snapshot/pace';

/** A pace after those bytes in each second, over a window of ten. */
function after(...perSecond: number[]): Pace {
  let now = 0;
  const pace = new Pace(10_000, () => now);
  pace.mark();
  for (const bytes of perSecond) {
    now += 1000;
    pace.add(bytes);
    pace.mark();
  }
  return pace;
}

const many = (count: number, bytes: number): number[] => Array.from({ length: count }, () => bytes);

test('it is the average of the last ten seconds, and of fewer at the beginning', () => {
  expect(after().bytesPerSecond).toBeUndefined();
  expect(after(100).bytesPerSecond).toBe(100);
  expect(after(100, 300).bytesPerSecond).toBe(200);
  expect(after(...many(5, 10_000), ...many(10, 50)).bytesPerSecond).toBe(50);
});

test('a server that prepares is not slow, however long it takes', () => {
  expect(after(...many(100, 0)).slowerThan(1)).toBe(false);
  expect(after(...many(100, 0), 5).slowerThan(1000)).toBe(false);
});

test('slow is who was slow for a whole window since the first byte', () => {
  expect(after(...many(9, 10)).slowerThan(1000)).toBe(false);
  expect(after(...many(12, 10)).slowerThan(1000)).toBe(true);
  expect(after(...many(12, 2000)).slowerThan(1000)).toBe(false);
  expect(after(...many(5, 100_000), ...many(11, 0)).slowerThan(1000)).toBe(true);
});

test('a snapshot may take two minutes, and a second more for each 10 MB', () => {
  expect(usualDeadline(0)).toBe(120);
  expect(usualDeadline(1_000_000_000)).toBe(220);
});
