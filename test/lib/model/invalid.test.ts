import { InvalidInput, requireNumber, requireWhole } from '../../../lib/model';

test('the message names field, problem and fix, and the field can be read', () => {
  const error = new InvalidInput('topology.sentinels', 'got 2', 'use 3');
  expect(error.message).toBe('topology.sentinels: got 2; use 3');
  expect(error.field).toBe('topology.sentinels');
  expect(error).toBeInstanceOf(Error);
});

test('whole numbers: bounds are included, fractions and outsiders refused', () => {
  expect(requireWhole('n', 1, 1, 3)).toBe(1);
  expect(requireWhole('n', 3, 1, 3)).toBe(3);
  for (const value of [0, 4, 1.5, Number.NaN]) {
    expect(() => requireWhole('n', value, 1, 3)).toThrow(`n: got ${value}; give a whole number from 1 to 3`);
  }
});

test('numbers: bounds are included, infinity and outsiders refused', () => {
  expect(requireNumber('t', 0.5, 0.5, 1, 'seconds')).toBe(0.5);
  for (const value of [0.4, 1.1, Number.POSITIVE_INFINITY, Number.NaN]) {
    expect(() => requireNumber('t', value, 0.5, 1, 'seconds')).toThrow(`t: got ${value}; give a number of seconds from 0.5 to 1`);
  }
});
