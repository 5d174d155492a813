import type { PeerState, Situation } from '../situation';

/**
 * The node that leads this node's data set in the active region, by the word of its own agent: it is primary, remembers that
 * it was named so, and knows no older region record than this node. Of several the one that was named last.
 */
export function activePrimary({ region, remoteNodes = [], remote = {} }: Situation): string | undefined {
  const epoch = region?.record?.epoch ?? 0;
  const leads = ({ redis, memory, region: record, phase }: PeerState): boolean =>
    redis?.role === 'primary' && !redis.loading && memory?.state === 'initialised' && memory.role === 'primary' && !memory.abdicating
    && phase !== 'refusing' && record !== undefined && record.epoch >= epoch;
  return remoteNodes
    .filter((name) => remote[name] !== undefined && leads(remote[name]))
    .sort((a, b) => remote[b]!.memory!.epoch - remote[a]!.memory!.epoch)[0];
}
