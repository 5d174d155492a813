import type { Memory } from '../../../../lib/agent/memory';
import type { RoleMarker } from '../../../../lib/agent/platform/platform';
import type { Reading } from '../../../../lib/agent/replication/role-evidence';
import type { RedisState } from '../../../../lib/agent/situation';

/** One node of the simplified world: what is on its volume, what runs on it, what its agent knows. */
export interface Machine {
  up: boolean;
  memory?: Memory;
  data: Set<number>;
  redis?: RedisState;
  /** What its agent saw at its last look, and what it then knew. */
  seen?: { redis?: RedisState; epoch?: number };
  /** The agent's own; gone with its process. */
  known?: { marker: RoleMarker; since: number; released: boolean };
  own?: Reading;
  died: boolean;
  namedAt: number;
  startedAt: number;
  /** Its agent reaches the store. */
  sees: boolean;
  /** Its agent and Redis are cut off from the other nodes'. */
  cut: boolean;
}
