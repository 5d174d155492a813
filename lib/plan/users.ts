import { UserName } from '../model';
import type { PlanUser } from './deployment-plan';

const NO_KEYS = ['resetkeys', 'resetchannels', '-@all'];

/**
 * Least privilege per user, without passwords. Sentinel's needs on data nodes are
 * those its documentation lists.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/#redis-access-control-list-authentication
 */
export function planUsers(): PlanUser[] {
  const user = (name: UserName, redisRules: string[], sentinelRules: string[] = []): PlanUser =>
    ({ name, redisRules, sentinelRules });
  return [
    // INFO and ROLE: Redis clients check readiness and role with them.
    user(UserName.APP,
      ['~*', '&*', '+@all', '-@admin', '-@dangerous', '+info', '+role', '+sort', '+keys'],
      ['resetkeys', '&*', '-@all', '+ping', '+hello', '+auth', '+info', '+role', '+subscribe', '+psubscribe', '+unsubscribe',
        '+punsubscribe', '+client|setname', '+client|setinfo', '+client|id', '+command',
        '+sentinel|get-master-addr-by-name', '+sentinel|sentinels', '+sentinel|replicas', '+sentinel|slaves',
        '+sentinel|master', '+sentinel|masters']),
    user(UserName.REPLICATION, [...NO_KEYS, '+psync', '+replconf', '+ping']),
    user(UserName.SENTINEL,
      ['resetkeys', 'resetchannels', '&__sentinel__:hello', '-@all', '+multi', '+exec', '+slaveof', '+ping', '+subscribe', '+publish',
        '+config|rewrite', '+role', '+info', '+client|setname', '+client|kill', '+script|kill'],
      ['resetkeys', '&*', '-@all', '+ping', '+hello', '+auth', '+publish', '+subscribe', '+client|setname',
        '+sentinel|is-master-down-by-addr']),
    user(UserName.AGENT,
      [...NO_KEYS, '+ping', '+info', '+role', '+config|get', '+config|set', '+config|rewrite', '+replicaof', '+client|pause',
        '+client|unpause', '+client|kill', '+client|list', '+client|setname', '+client|setinfo', '+client|id', '+acl|load',
        '+lastsave', '+dbsize', '+shutdown'],
      ['resetkeys', '&*', '-@all', '+ping', '+info', '+subscribe', '+client|setname', '+client|setinfo', '+client|id',
        '+sentinel', '+acl|load', '+config|get']),
    user(UserName.BACKUP, [...NO_KEYS, '+psync', '+replconf', '+ping', '+info', '+role', '+function|dump', '+client|setname', '+client|setinfo']),
    user(UserName.MONITOR,
      [...NO_KEYS, '+ping', '+info', '+role', '+dbsize', '+latency|latest', '+latency|histogram', '+slowlog|get', '+slowlog|len',
        '+client|list', '+client|setname', '+client|setinfo', '+config|get', '+memory|stats', '+lastsave'],
      ['resetkeys', 'resetchannels', '-@all', '+ping', '+info', '+client|setname', '+client|setinfo', '+sentinel|masters', '+sentinel|master',
        '+sentinel|replicas', '+sentinel|sentinels', '+sentinel|ckquorum']),
  ];
}
