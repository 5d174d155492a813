import { UserName } from '../model';
import type { PlanUser } from './deployment-plan';

/** Handshake and housekeeping of a connection, whatever an engine version calls it, without what harms others. */
const CONNECT = ['-@all', '+@connection', '-@admin', '-@dangerous'];
const NO_KEYS = ['resetkeys', 'resetchannels', ...CONNECT];

/**
 * Least privilege per user, without passwords. Sentinel's needs on data nodes are
 * those its documentation lists. Only commands that every known engine has are named,
 * so that the same plan runs on each.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/#redis-access-control-list-authentication
 */
export function planUsers(appChannels: string[]): PlanUser[] {
  const user = (name: UserName, redisRules: string[], sentinelRules: string[] = []): PlanUser =>
    ({ name, redisRules, sentinelRules });
  return [
    // INFO and ROLE: Redis clients check readiness and role with them.
    user(UserName.APP,
      // Not every channel: who may publish on the Sentinels' own can make any address the primary.
      ['~*', 'resetchannels', ...appChannels.map((pattern) => `&${pattern}`),
        '+@all', '-@admin', '-@dangerous', '+info', '+role', '+sort', '+keys'],
      ['resetkeys', '&*', ...CONNECT, '+info', '+role', '+subscribe', '+psubscribe', '+unsubscribe', '+punsubscribe', '+command',
        '+sentinel|get-master-addr-by-name', '+sentinel|sentinels', '+sentinel|replicas', '+sentinel|slaves',
        '+sentinel|master', '+sentinel|masters']),
    user(UserName.REPLICATION, [...NO_KEYS, '+psync', '+replconf']),
    user(UserName.SENTINEL,
      ['resetkeys', 'resetchannels', '&__sentinel__:hello', ...CONNECT, '+multi', '+exec', '+slaveof', '+subscribe', '+publish',
        '+config|rewrite', '+role', '+info', '+client|kill', '+script|kill'],
      ['resetkeys', '&*', ...CONNECT, '+publish', '+subscribe', '+sentinel|is-master-down-by-addr']),
    user(UserName.AGENT,
      [...NO_KEYS, '+info', '+role', '+config|get', '+config|set', '+replicaof', '+client|pause', '+client|unpause',
        '+client|kill', '+acl|load'],
      ['resetkeys', 'resetchannels', ...CONNECT, '+info', '+acl|load', '+sentinel|get-master-addr-by-name', '+sentinel|master',
        '+sentinel|replicas', '+sentinel|failover', '+sentinel|set', '+sentinel|debug']),
    user(UserName.BACKUP, [...NO_KEYS, '+psync', '+replconf', '+info', '+role', '+function|dump']),
    // Not CONFIG GET: it tells the replication password, and with that every key.
    user(UserName.MONITOR,
      [...NO_KEYS, '+info', '+role', '+dbsize', '+latency|latest', '+latency|histogram', '+slowlog|get', '+slowlog|len',
        '+client|list', '+memory|stats', '+lastsave'],
      ['resetkeys', 'resetchannels', ...CONNECT, '+info', '+sentinel|masters', '+sentinel|master',
        '+sentinel|replicas', '+sentinel|sentinels', '+sentinel|ckquorum']),
  ];
}
