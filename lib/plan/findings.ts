import { TopologyKind } from '../model';
import { Severity, type Finding } from './deployment-plan';
import { error, warning, type Reviewed } from './finding';
import { clusterFindings } from './findings-cluster';
import { objectiveFindings } from './findings-objectives';
import { replicationFindings } from './findings-replication';
import { sentinelFindings } from './findings-sentinel';
import { timingFindings } from './findings-timing';
import { LARGEST_DATA_SHARE } from './memory';

/** Everything about a plan its author should know, errors first. */
export function findingsOf(reviewed: Reviewed): Finding[] {
  const findings = [
    ...objectiveFindings(reviewed),
    ...timingFindings(reviewed),
    ...layoutFindings(reviewed),
    ...minReplicasFindings(reviewed),
    ...memoryFindings(reviewed),
  ];
  return findings.sort((a, b) => rank(a) - rank(b));
}

function rank(finding: Finding): number {
  return finding.severity === Severity.ERROR ? 0 : 1;
}

function layoutFindings(reviewed: Reviewed): Finding[] {
  const { domains, spec } = reviewed;
  if (domains.length < 2) {
    return [error('one-failure-domain', 'failureDomains',
      `got ${domains.length}: the loss of it takes every node`, 'spread the deployment over three failure domains')];
  }
  switch (spec.topology.kind) {
    case TopologyKind.CLUSTER:
      return clusterFindings(reviewed);
    case TopologyKind.REPLICATION:
      return replicationFindings(reviewed);
    default:
      return sentinelFindings(reviewed);
  }
}

function minReplicasFindings({ spec, settings }: Reviewed): Finding[] {
  const { replicas, cascaded } = spec.topology;
  const direct = replicas - cascaded;
  const whose = cascaded > 0 ? `${direct} replicas that copy from the primary itself` : `${replicas} replicas`;
  if (direct < settings.minReplicasToWrite) {
    return [error('min-replicas', 'overrides.minReplicasToWrite',
      `got ${settings.minReplicasToWrite} with ${whose}: no write would ever be accepted`, 'use fewer than there are replicas')];
  }
  if (direct === settings.minReplicasToWrite && direct > 1) {
    return [warning('min-replicas-all', 'overrides.minReplicasToWrite',
      'every replica must be linked for a write, so the loss of any node stops writes', 'use one less')];
  }
  if (direct === 1 && settings.minReplicasToWrite === 1 && spec.topology.kind !== TopologyKind.SENTINEL) {
    return [warning('min-replicas-all', 'overrides.minReplicasToWrite',
      'with one replica and min-replicas-to-write the survivor of a failure refuses writes until its peer returns',
      'use two replicas, or leave it derived')];
  }
  return [];
}

function memoryFindings({ settings, nodeMemoryBytes }: Reviewed): Finding[] {
  const found: Finding[] = [];
  if (settings.maxMemoryBytes > nodeMemoryBytes * LARGEST_DATA_SHARE) {
    found.push(error('maxmemory', 'overrides.maxMemoryBytes',
      `${settings.maxMemoryBytes} bytes of ${nodeMemoryBytes} leave too little for copy-on-write, replication buffers and the system`,
      `use at most ${Math.floor(nodeMemoryBytes * LARGEST_DATA_SHARE)} bytes or a node with more memory`));
  }
  if (settings.maxMemoryPolicy !== 'noeviction') {
    found.push(warning('eviction', 'overrides.maxMemoryPolicy',
      `${settings.maxMemoryPolicy} deletes data when memory is full; the RPO does not cover evicted keys`,
      'use noeviction and an alarm on memory'));
  }
  return found;
}
