import type { Duration } from 'aws-cdk-lib';
import { movedNodes, REPLICA_ZONES } from '../../lib/aws';
import type { ReplicaRegionSpec } from '../../lib/model';
import type { ReplicaRegionOptions } from './replica-region-options';
import { secondsOf } from './setting-overrides';

/** The plan's words for what the user declared. */
export function replicaRegionSpec(options: ReplicaRegionOptions): ReplicaRegionSpec {
  const seconds = (prop: string, duration?: Duration): number | undefined =>
    duration && secondsOf(`replicaRegion.${prop}`, duration);
  return {
    strategy: options.strategy,
    failureDomains: options.zones ?? REPLICA_ZONES,
    moved: options.moveNodes && movedNodes(options.moveNodes, 'replicaRegion.moveNodes'),
    objectives: {
      rpoSeconds: secondsOf('replicaRegion.objectives.rpo', options.objectives.rpo),
      rtoSeconds: secondsOf('replicaRegion.objectives.rto', options.objectives.rto),
    },
    decisionSeconds: seconds('decision', options.decision),
    leaseSeconds: seconds('lease', options.lease),
    whenUnsure: options.whenUnsure,
    backupIntervalSeconds: seconds('backupInterval', options.backupInterval),
  };
}
