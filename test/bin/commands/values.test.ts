import fc from 'fast-check';
import { balanceWindow, bytes, oneOf, override, seconds, whole } from '../../../bin/commands/values';

test.each([['5s', 5], ['500ms', 0.5], ['1m', 60], ['2h', 7200], ['1d', 86_400], ['1.5s', 1.5], ['0', 0], ['0s', 0], [' 3s ', 3], ['33ms', 0.033]])(
  '%s is %d seconds', (text, value) => {
    expect(seconds('--rto', text)).toBe(value);
  });

test.each([['2GiB', 2 ** 31], ['512MiB', 2 ** 29], ['1GB', 1e9], ['1.5GiB', 1.5 * 2 ** 30], ['10B', 10]])('%s is %d bytes', (text, value) => {
  expect(bytes('--memory', text)).toBe(value);
});

test('what is no duration, size or count is refused with the flag it was given to', () => {
  for (const text of ['', '5', 's', '-5s', '5 s', '5sec', '1e3s', 'Infinity']) {
    expect(() => seconds('--rto', text)).toThrow(/^--rto: got ".*"; give a duration/);
  }
  for (const text of ['', '5', '5G', '-1GiB']) {
    expect(() => bytes('--memory', text)).toThrow(/^--memory: got ".*"; give a size/);
  }
  for (const text of ['', '-1', '1.5', '1e3', '0x10', '9999999999999999']) {
    expect(() => whole('--replicas', text)).toThrow(/^--replicas: got ".*"; give a whole number/);
  }
});

test('overrides: numbers as they are, units by the name of the setting', () => {
  expect(override('downAfterSeconds=2')).toEqual(['downAfterSeconds', 2]);
  expect(override('downAfterSeconds=250ms')).toEqual(['downAfterSeconds', 0.25]);
  expect(override('maxMemoryBytes=1GiB')).toEqual(['maxMemoryBytes', 2 ** 30]);
  expect(override('maxMemoryPolicy=allkeys-lru')).toEqual(['maxMemoryPolicy', 'allkeys-lru']);
});

test('milliseconds survive without a rest', () => {
  fc.assert(fc.property(fc.nat(10_000_000), (millis) => {
    expect(seconds('x', `${millis}ms`)).toBe(millis / 1000);
  }));
});

test('a window is a time of day in UTC, on one day or every day', () => {
  expect(balanceWindow('--balance-window', '03:00/60m')).toEqual({ startUtc: '03:00', minutes: 60 });
  expect(balanceWindow('--balance-window', 'Sat 22:15/2h')).toEqual({ day: 6, startUtc: '22:15', minutes: 120 });
  for (const text of ['', '03:00', 'funday 03:00/1h', '3:00/1h']) {
    expect(() => balanceWindow('--balance-window', text)).toThrow(/^--balance-window: got ".*"; give a time in UTC/);
  }
  expect(() => balanceWindow('--balance-window', '03:00/60')).toThrow('--balance-window: got "60"; give a duration');
});

test('one of some words, or an error that lists them', () => {
  expect(oneOf('--fsync', 'always', ['everysec', 'always'])).toBe('always');
  expect(() => oneOf('--fsync', 'no', ['everysec', 'always'])).toThrow('--fsync: got "no"; use one of everysec, always');
});
