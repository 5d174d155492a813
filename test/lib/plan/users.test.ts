import { DEFAULT_APP_CHANNELS, USER_NAMES } from '../../../lib/model';
import { planUsers } from '../../../lib/plan/users';

const users = Object.fromEntries(planUsers(DEFAULT_APP_CHANNELS).map((user) => [user.name, user]));

test('every user of the model has rules, in the order of the model', () => {
  expect(planUsers(DEFAULT_APP_CHANNELS).map((user) => user.name)).toEqual(USER_NAMES);
});

test('only applications read keys; nobody has everything', () => {
  for (const user of planUsers(DEFAULT_APP_CHANNELS).filter(({ name }) => name !== 'app')) {
    expect(user.redisRules).toContain('-@all');
    expect(user.redisRules.filter((rule) => rule.startsWith('~'))).toEqual([]);
  }
  expect(users.app!.redisRules).toEqual(expect.arrayContaining(['-@admin', '-@dangerous']));
});

test('only the agent changes configuration, and replication and backup have no business on Sentinels', () => {
  expect(planUsers(DEFAULT_APP_CHANNELS).filter((user) => user.redisRules.includes('+config|set')).map((user) => user.name)).toEqual(['agent']);
  expect(users.replication!.sentinelRules).toEqual([]);
  expect(users.backup!.sentinelRules).toEqual([]);
});
