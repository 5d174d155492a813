import { TopologyKind } from '../../model';
import { ClusterWatch } from './cluster-watch';
import { ReplicationWatch } from './replication-watch';
import { SentinelWatch } from './sentinel-watch';
import { StandbyWatch } from './standby-watch';
import type { LabWatch } from './watch';
import type { WatchParts } from './watch-parts';

/** Looks at the active region as its topology needs it, and at the other one. */
export function openWatch(parts: WatchParts): LabWatch {
  const active = activeWatch(parts);
  if (parts.plan.regionChange === undefined) {
    return active;
  }
  const standby = new StandbyWatch(parts);
  return {
    primary: (shard) => active.primary(shard),
    lacking: async (without) => await active.lacking(without) || await standby.lacking((shard) => active.primary(shard), without),
    close: () => {
      active.close();
      standby.close();
    },
  };
}

function activeWatch(parts: WatchParts): LabWatch {
  switch (parts.plan.topology.kind) {
    case TopologyKind.CLUSTER:
      return new ClusterWatch(parts);
    case TopologyKind.REPLICATION:
      return new ReplicationWatch(parts);
    default:
      return new SentinelWatch(parts);
  }
}
