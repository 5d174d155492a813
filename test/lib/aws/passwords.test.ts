import { PASSWORD, passwordDescription } from '../../../lib/aws';

test('letters and digits only, worth 256 bits and more', () => {
  expect(PASSWORD.excludePunctuation).toBe(true);
  expect(PASSWORD.length * Math.log2(62)).toBeGreaterThan(256);
  expect(passwordDescription('app')).toBe('Password of the Redis user app');
});
