import type { Desired } from '../../../lib/agent/desired';
import type { Memory } from '../../../lib/agent/memory';
import type { Death, RedisState } from '../../../lib/agent/situation';
import { FENCE } from '../../../lib/config';
import { settings } from './situations';

/** One node of the simplified world. */
export interface Machine {
  up: boolean;
  /** On the volume. */
  memory?: Memory;
  data: Set<number>;
  /** The server, while it runs; `data` is what it holds. */
  redis?: RedisState;
  /** What this node's agent saw last and tells its peers. */
  seen?: RedisState;
  namedAt: number;
  outageSince: number;
  startedAt: number;
  /** Its agent sees the Sentinels. */
  sees: boolean;
  /** Its server's process died under its agent's eyes. */
  died?: Death;
}

/** What applying a decision makes of a server. */
export function shaped(redis: RedisState, desired: Desired, promoted: (redis: RedisState) => RedisState): RedisState {
  let next = redis;
  if (desired.writable === false) {
    next = { ...next, minReplicas: FENCE };
  }
  if (desired.eligible === false) {
    next = { ...next, priority: 0 };
  }
  if (desired.role && 'follow' in desired.role && next.source !== desired.role.follow) {
    next = { ...next, role: 'replica', nobody: false, source: desired.role.follow, linkUp: false, minReplicas: FENCE };
  }
  if (desired.role && 'become' in desired.role && next.role !== 'primary') {
    next = promoted(next);
  }
  if (desired.eligible === true && next.priority === 0) {
    next = { ...next, priority: 100 };
  }
  return desired.writable === true ? { ...next, minReplicas: settings.minReplicasToWrite } : next;
}
