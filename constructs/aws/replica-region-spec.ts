import type { Duration } from 'aws-cdk-lib';
import { InvalidInput, type ReplicaRegionSpec } from '../../lib/model';
import type { NodeMove } from './node-move';
import type { ReplicaRegionOptions } from './replica-region-options';
import { secondsOf } from './setting-overrides';

const ZONES = 3;

/** The plan's words for what the user declared. */
export function replicaRegionSpec(options: ReplicaRegionOptions): ReplicaRegionSpec {
  const seconds = (prop: string, duration?: Duration): number | undefined =>
    duration && secondsOf(`replicaRegion.${prop}`, duration);
  return {
    strategy: options.strategy,
    failureDomains: options.zones ?? ZONES,
    moved: options.moveNodes && moved(options.moveNodes),
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

function moved(moves: NodeMove[]): Record<string, string> {
  const twice = moves.find(({ node }, index) => moves.findIndex((other) => other.node === node) !== index);
  if (twice) {
    throw new InvalidInput('replicaRegion.moveNodes', `names ${twice.node} twice`, 'name the zone it is to live in, once');
  }
  return Object.fromEntries(moves.map(({ node, zone }) => [node, zone]));
}
