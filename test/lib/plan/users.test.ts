import { DEFAULT_APP_CHANNELS, TopologyKind, USER_NAMES, UserName } from '../../../lib/model';
import type { PlanUser } from '../../../lib/plan';
import { planUsers } from '../../../lib/plan/users';

const KINDS = Object.values(TopologyKind);

function usersOf(kind: TopologyKind): Record<string, PlanUser> {
  return Object.fromEntries(planUsers(DEFAULT_APP_CHANNELS, kind).map((user) => [user.name, user]));
}

test('every topology has the users it has a use for, in the order of the model', () => {
  const only: Partial<Record<UserName, TopologyKind>> = {
    [UserName.SENTINEL]: TopologyKind.SENTINEL, [UserName.MIGRATION]: TopologyKind.CLUSTER,
  };
  for (const kind of KINDS) {
    expect(Object.keys(usersOf(kind))).toEqual(USER_NAMES.filter((name) => (only[name] ?? kind) === kind));
  }
});

test.each(KINDS)('%s: only applications and key moves touch keys; nobody has everything', (kind) => {
  for (const user of Object.values(usersOf(kind))) {
    if (user.name === 'app') {
      expect(user.redisRules).toEqual(expect.arrayContaining(['-@admin', '-@dangerous']));
    } else {
      expect(user.redisRules).toContain('-@all');
      expect(user.redisRules.filter((rule) => rule.startsWith('~'))).toEqual(user.name === 'migration' ? ['~*'] : []);
    }
  }
});

test.each(KINDS)('%s: only the agent changes configuration, fails over and moves slots', (kind) => {
  const may = (command: string): string[] => Object.values(usersOf(kind))
    .filter((user) => user.redisRules.includes(command)).map(({ name }) => name);
  expect(may('+config|set')).toEqual(['agent']);
  expect(may('+failover')).toEqual(kind === TopologyKind.REPLICATION ? ['agent'] : []);
  expect(may('+cluster')).toEqual(kind === TopologyKind.CLUSTER ? ['agent'] : []);
  expect(may('+migrate')).toEqual(kind === TopologyKind.CLUSTER ? ['migration'] : []);
});

test('nobody has rules for Sentinels that are not there, replication and backup have no business on any', () => {
  const sentinel = usersOf(TopologyKind.SENTINEL);
  expect([sentinel.replication!.sentinelRules, sentinel.backup!.sentinelRules]).toEqual([[], []]);
  expect(sentinel.app!.sentinelRules).toContain('+sentinel|get-master-addr-by-name');
  for (const kind of [TopologyKind.REPLICATION, TopologyKind.CLUSTER]) {
    expect(Object.values(usersOf(kind)).flatMap((user) => user.sentinelRules)).toEqual([]);
  }
});

test.each(KINDS)('%s: a backup may look, take the data and see who may do what, and nothing else', (kind) => {
  const { redisRules } = usersOf(kind).backup!;
  expect(redisRules).toEqual(expect.arrayContaining(['+psync', '+replconf', '+info', '+acl|list']));
  expect(redisRules).not.toEqual(expect.arrayContaining(['+config|get']));
  expect(redisRules.filter((rule) => /^\+(acl|config|client|cluster$|replicaof|failover|debug|@)/.test(rule))).toEqual(['+@connection', '+acl|list']);
  expect(redisRules.includes('+cluster|nodes')).toBe(kind === TopologyKind.CLUSTER);
});
