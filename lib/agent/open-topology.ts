import type { NodeConfig } from '../config';
import { TopologyKind } from '../model';
import type { Authority } from './authority';
import { openCluster } from './cluster/open-cluster';
import type { CommandResult } from './command-result';
import type { Deployment } from './deployment';
import type { Desired } from './desired';
import type { Links } from './links';
import type { Log } from './log';
import type { MemoryFile } from './memory';
import type { Mover } from './mover';
import type { PeerWatch } from './observe/peers';
import type { Platform } from './platform/platform';
import type { KnownRole } from './situation';
import { openReplication } from './replication/open-replication';
import { openSentinel } from './sentinel/open-sentinel';
import type { Situation } from './situation';

/** What differs between topologies beside the decision itself. */
export interface TopologyParts {
  readonly authority: Authority;
  readonly mover: Mover;
  /** The Sentinel to ask for something; absent where there are none. */
  readonly partner?: (now: number) => string | undefined;
  /** What a decision asks for that takes longer than a tick; called after everything else was applied. */
  readonly act?: (situation: Situation, desired: Desired) => void;
  /** Names this node as the first primary in the role marker. */
  readonly claimRole?: () => Promise<void>;
  /** Whether the Sentinel beside this agent answers; absent where there are none. */
  readonly sentinelAnswers?: (now: number) => boolean;
  /** The newest role marker this agent knows. */
  readonly role?: () => KnownRole | undefined;
  /** Signed orders only this topology knows: verb to what it does with the word. */
  readonly commands?: Record<string, (word: string) => Promise<CommandResult>>;
}

/** What they are built from. */
export interface TopologyTools {
  readonly config: NodeConfig;
  readonly deployment: Deployment;
  readonly platform: Platform;
  readonly links: Links;
  readonly peers: PeerWatch;
  readonly memory: MemoryFile;
  /** Whether a primary of this region may take writes now (rule R14). */
  readonly mayWrite: () => boolean;
  readonly log: Log;
}

export function openTopology(tools: TopologyTools): TopologyParts {
  switch (tools.deployment.plan.topology.kind) {
    case TopologyKind.CLUSTER:
      return openCluster(tools);
    case TopologyKind.REPLICATION:
      return openReplication(tools);
    default:
      return openSentinel(tools);
  }
}
