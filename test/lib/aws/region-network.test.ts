import { requireApart } from '../../../lib/aws';

test('networks that overlap are refused, by what they were given as', () => {
  expect(() => requireApart('10.0.0.0/16', '10.1.0.0/16', 'vpc', '10.1.0.0/16')).not.toThrow();
  expect(() => requireApart('10.0.0.0/16', '10.0.128.0/17', 'vpc', '10.1.0.0/16'))
    .toThrow(/^vpc: the home region has 10\.0\.0\.0\/16, the other one 10\.0\.128\.0\/17: they overlap, .*, for example 10\.1\.0\.0\/16$/);
});
