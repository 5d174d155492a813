import { TopologyKind, type Settings, type Topology } from '../model';
import type { PlanPromise } from './deployment-plan';
import { promiseOfCluster } from './promise-cluster';
import { promiseOfReplication } from './promise-replication';
import { promiseOfSentinel } from './promise-sentinel';

/** What settings can keep in that topology, from measured parts. Never optimistic: each part is an upper bound. */
export function promiseOf(settings: Settings, topology: Topology): PlanPromise {
  switch (topology.kind) {
    case TopologyKind.CLUSTER:
      return promiseOfCluster(settings, topology);
    case TopologyKind.REPLICATION:
      return promiseOfReplication(settings, topology);
    default:
      return promiseOfSentinel(settings, topology);
  }
}
