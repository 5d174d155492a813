import { TopologyKind, USER_NAMES, UserName } from '../model';
import type { PlanUser } from './deployment-plan';

/** Handshake and housekeeping of a connection, whatever an engine version calls it, without what harms others. */
const CONNECT = ['-@all', '+@connection', '-@admin', '-@dangerous'];
const NO_KEYS = ['resetkeys', 'resetchannels', ...CONNECT];
/** What a look at a Cluster takes. Cluster clients have these and the rest they need through `+@all`. */
const LOOK_AT_CLUSTER = ['+cluster|info', '+cluster|nodes', '+cluster|shards', '+cluster|slots', '+cluster|myid'];

/**
 * Least privilege per user, without passwords: those the topology has a use for, in the order of the model. Sentinel's
 * needs on data nodes are those its documentation lists. Only commands that every known engine has are named, so that
 * the same plan runs on each.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/#redis-access-control-list-authentication
 */
export function planUsers(appChannels: string[], kind: TopologyKind): PlanUser[] {
  const rules: Partial<Record<UserName, UserRules>> = {
    ...everywhere(appChannels, kind),
    ...(kind === TopologyKind.SENTINEL ? withSentinels() : {}),
    ...(kind === TopologyKind.CLUSTER ? withCluster() : {}),
  };
  const sentinels = kind === TopologyKind.SENTINEL;
  return USER_NAMES.flatMap((name): PlanUser[] => {
    const user = rules[name];
    return user ? [{ name, redisRules: user.redis, sentinelRules: sentinels ? user.sentinel ?? [] : [] }] : [];
  });
}

interface UserRules {
  readonly redis: string[];
  readonly sentinel?: string[];
}

function everywhere(appChannels: string[], kind: TopologyKind): Partial<Record<UserName, UserRules>> {
  const look = kind === TopologyKind.CLUSTER ? LOOK_AT_CLUSTER : [];
  return {
    [UserName.APP]: {
      // Not every channel: who may publish on the Sentinels' own can make any address the primary.
      // INFO and ROLE: Redis clients check readiness and role with them.
      redis: ['~*', 'resetchannels', ...appChannels.map((pattern) => `&${pattern}`),
        '+@all', '-@admin', '-@dangerous', '+info', '+role', '+sort', '+keys'],
      sentinel: ['resetkeys', '&*', ...CONNECT, '+info', '+role', '+subscribe', '+psubscribe', '+unsubscribe', '+punsubscribe', '+command',
        '+sentinel|get-master-addr-by-name', '+sentinel|sentinels', '+sentinel|replicas', '+sentinel|slaves',
        '+sentinel|master', '+sentinel|masters'],
    },
    [UserName.REPLICATION]: { redis: [...NO_KEYS, '+psync', '+replconf'] },
    [UserName.AGENT]: {
      redis: [...NO_KEYS, '+info', '+role', '+config|get', '+config|set', '+replicaof', '+client|pause', '+client|unpause',
        '+client|kill', '+acl|load', ...agentExtra(kind)],
      sentinel: ['resetkeys', 'resetchannels', ...CONNECT, '+info', '+acl|load', '+sentinel|get-master-addr-by-name', '+sentinel|master',
        '+sentinel|replicas', '+sentinel|sentinels', '+sentinel|reset', '+sentinel|failover', '+sentinel|set', '+sentinel|config', '+sentinel|debug'],
    },
    // Which node holds which slots is part of a backup of a Cluster, and so is who may do what: ACL LIST tells hashes, of
    // passwords that were made by machines, to a user that may read everything as it is. Not CONFIG GET, see below; the
    // settings are in the plan.
    [UserName.BACKUP]: { redis: [...NO_KEYS, '+psync', '+replconf', '+info', '+role', '+function|dump', '+acl|list', ...look] },
    // Not CONFIG GET: it tells the replication password, and with that every key.
    [UserName.MONITOR]: {
      redis: [...NO_KEYS, '+info', '+role', '+dbsize', '+latency|latest', '+latency|histogram', '+slowlog|get', '+slowlog|len',
        '+client|list', '+memory|stats', '+lastsave', ...look],
      sentinel: ['resetkeys', 'resetchannels', ...CONNECT, '+info', '+sentinel|masters', '+sentinel|master',
        '+sentinel|replicas', '+sentinel|sentinels', '+sentinel|ckquorum'],
    },
  };
}

/** How the agent moves a primary where no Sentinel does. */
function agentExtra(kind: TopologyKind): string[] {
  switch (kind) {
    case TopologyKind.REPLICATION:
      return ['+failover'];
    case TopologyKind.CLUSTER:
      // All of CLUSTER: forming, failing over, forgetting and moving slots take most of it, and its subcommands differ by engine.
      return ['+cluster'];
    default:
      return [];
  }
}

function withSentinels(): Partial<Record<UserName, UserRules>> {
  return {
    [UserName.SENTINEL]: {
      redis: ['resetkeys', 'resetchannels', '&__sentinel__:hello', ...CONNECT, '+multi', '+exec', '+slaveof', '+subscribe', '+publish',
        '+config|rewrite', '+role', '+info', '+client|kill', '+script|kill'],
      sentinel: ['resetkeys', '&*', ...CONNECT, '+publish', '+subscribe', '+sentinel|is-master-down-by-addr'],
    },
  };
}

function withCluster(): Partial<Record<UserName, UserRules>> {
  return {
    // MIGRATE on the node that gives, and what it sends to the one that takes: SELECT, ASKING (connection) and RESTORE-ASKING.
    // The name of this user and its password travel in MIGRATE ... AUTH2.
    [UserName.MIGRATION]: { redis: ['~*', 'resetchannels', ...CONNECT, '+migrate', '+restore', '+restore-asking'] },
  };
}
