import { rolePeriodMs } from '../../../../lib/agent/replication/role-period';

test.each([3, 4, 5, 6, 8, 10])('a primary that sees only the store stays confirmed though one question gets lost: fence after %s s', (seconds) => {
  for (const kind of ['file', 'ec2'] as const) {
    expect(2 * rolePeriodMs(kind, seconds * 1000) + 1000).toBeLessThanOrEqual(seconds * 1000);
  }
});

test('the shortest fence does not make a store be asked without end', () => {
  expect(rolePeriodMs('ec2', 1000)).toBe(250);
});

test('EC2 is asked as rarely as is enough, a file often', () => {
  expect([rolePeriodMs('ec2', 10_000), rolePeriodMs('ec2', 5000), rolePeriodMs('file', 10_000)]).toEqual([10_000 / 3, 2000, 300]);
});
