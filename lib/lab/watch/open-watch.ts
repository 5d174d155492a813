import { TopologyKind } from '../../model';
import { ClusterWatch } from './cluster-watch';
import { ReplicationWatch } from './replication-watch';
import { SentinelWatch } from './sentinel-watch';
import type { LabWatch } from './watch';
import type { WatchParts } from './watch-parts';

export function openWatch(parts: WatchParts): LabWatch {
  switch (parts.plan.topology.kind) {
    case TopologyKind.CLUSTER:
      return new ClusterWatch(parts);
    case TopologyKind.REPLICATION:
      return new ReplicationWatch(parts);
    default:
      return new SentinelWatch(parts);
  }
}
