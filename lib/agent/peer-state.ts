import { claimOf } from './cluster/claim';
import type { Desired } from './desired';
import type { PeerState, Situation } from './situation';

/** What an agent tells its peers that its last look does not say. */
export type Told = Pick<
  PeerState,
  'memory' | 'pausedUntil' | 'role' | 'revision' | 'domain' | 'region' | 'regionName' | 'regionReadMsAgo' | 'fence' | 'lag' | 'transport'
>;

/** What a node's agent tells its peers. */
export function peerStateOf(situation: Situation | undefined, desired: Desired | undefined, told: Told): PeerState {
  return {
    ...told,
    redis: situation?.redis,
    sentinelEpoch: situation?.sentinelFile?.currentEpoch ?? 0,
    phase: desired?.phase ?? 'waiting',
    died: situation?.died,
    storage: situation?.storage?.trouble,
    viewEpoch: situation?.view.majority?.epoch,
    ...(situation?.cluster ? { cluster: claimOf(situation.cluster) } : {}),
  };
}
