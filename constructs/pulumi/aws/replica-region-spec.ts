import { movedNodes, REPLICA_ZONES } from '../../../lib/aws';
import type { ReplicaRegionSpec } from '../../../lib/model';
import { objectivesOf, requirePlain, secondsOf, type Duration } from '../shared';
import type { ReplicaRegionOptions } from './replica-region-options';

/** What is read while the program runs. */
const PLAIN = ['region', 'strategy', 'zones', 'moveNodes', 'zoneName', 'whenUnsure'] as const;

/** The plan's words for what the user declared. @throws InvalidInput for an output where the plan needs a value */
export function replicaRegionSpec(options: ReplicaRegionOptions): ReplicaRegionSpec {
  for (const field of PLAIN) {
    requirePlain(`replicaRegion.${field}`, options[field]);
  }
  const seconds = (field: 'decision' | 'lease' | 'backupInterval', duration = options[field]): number | undefined =>
    duration === undefined ? undefined : secondsOf(`replicaRegion.${field}`, duration satisfies Duration);
  return {
    strategy: options.strategy,
    failureDomains: options.zones ?? REPLICA_ZONES,
    moved: options.moveNodes && movedNodes(options.moveNodes, 'replicaRegion.moveNodes'),
    objectives: objectivesOf('replicaRegion.objectives', options.objectives),
    decisionSeconds: seconds('decision'),
    leaseSeconds: seconds('lease'),
    whenUnsure: options.whenUnsure,
    backupIntervalSeconds: seconds('backupInterval'),
  };
}
