import { TopologyKind, type DeploymentSpec, type Settings } from '../model';
import type { Finding } from './deployment-plan';
import { error, overridden, type Reviewed } from './finding';

/** Settings that lengthen what is promised. */
const RTO_CULPRITS: Record<TopologyKind, (keyof Settings)[]> = {
  [TopologyKind.SENTINEL]: ['downAfterSeconds', 'rebootDownAfterSeconds', 'infoPeriodSeconds'],
  [TopologyKind.CLUSTER]: ['nodeTimeoutSeconds', 'restartDelaySeconds', 'maxMemoryBytes'],
  [TopologyKind.REPLICATION]: ['restartDelaySeconds', 'maxMemoryBytes', 'fenceAfterSeconds', 'handoverPauseSeconds'],
};
const RPO_CULPRITS: (keyof Settings)[] = ['minReplicasMaxLagSeconds', 'minReplicasToWrite', 'fenceAfterSeconds', 'nodeTimeoutSeconds'];

/** What the plan promises against what was declared. */
export function objectiveFindings(reviewed: Reviewed): Finding[] {
  const { spec, promise } = reviewed;
  const { rpoSeconds, rtoSeconds } = spec.objectives;
  return [
    ...(promise.rto.worstSeconds > rtoSeconds ? [rtoFinding(reviewed)] : []),
    ...(promise.rpo.worstSeconds > rpoSeconds ? [rpoFinding(reviewed)] : []),
  ];
}

function rtoFinding({ spec, promise }: Reviewed): Finding {
  const { rtoSeconds } = spec.objectives;
  const { worstSeconds, loadSeconds } = promise.rto;
  const culprits = overridden(spec, RTO_CULPRITS[spec.topology.kind]);
  if (culprits.length > 0) {
    return error('override-breaks-rto', culprits[0]!,
      `${culprits.join(' and ')} lets ${waitsForLoad(spec) ? 'a recovery' : 'a failover'} take ${worstSeconds} s, `
        + `more than objectives.rto (${rtoSeconds} s)`,
      'remove the override, lower it, or raise objectives.rto');
  }
  if (spec.topology.kind === TopologyKind.REPLICATION) {
    return error('rto-needs-failover', 'objectives.rto',
      `${rtoSeconds} s is less than replication can keep: service returns by restart and load (${loadSeconds} s for a full node), `
        + `or ${promise.rto.hangSeconds} s after \`redis-ha failover\` is called`,
      `declare at least ${worstSeconds} s, hold less data (nodeMemoryBytes or overrides.maxMemoryBytes), or use Topology.sentinel`);
  }
  if (waitsForLoad(spec)) {
    return error('rto-needs-failover', 'objectives.rto',
      `${rtoSeconds} s is less than a shard without a replica takes to restart and load (${loadSeconds} s for a full node)`,
      `use one replica, or declare at least ${worstSeconds} s`);
  }
  return error('rto-too-tight', 'objectives.rto',
    `${rtoSeconds} s is tighter than detection, election and rediscovery can be kept: ${worstSeconds} s`,
    `declare at least ${worstSeconds} s`);
}

/** Nobody takes over from a primary by himself. */
function waitsForLoad({ topology }: DeploymentSpec): boolean {
  return topology.kind === TopologyKind.REPLICATION || topology.replicas === 0;
}

function rpoFinding({ spec, promise }: Reviewed): Finding {
  const { rpoSeconds } = spec.objectives;
  const { worstSeconds } = promise.rpo;
  const culprits = overridden(spec, RPO_CULPRITS);
  if (culprits.length > 0) {
    return error('override-breaks-rpo', culprits[0]!,
      `${culprits.join(' and ')} lets ${worstSeconds} s of acknowledged writes be lost, more than objectives.rpo (${rpoSeconds} s)`,
      'remove the override, lower it, or raise objectives.rpo');
  }
  if (spec.topology.replicas === 0) {
    return error('rpo-too-tight', 'objectives.rpo',
      `${rpoSeconds} s is less than the append-only file can keep with fsync every second: ${worstSeconds} s`,
      `declare at least ${worstSeconds} s, or \`persistence.appendfsync: always\``);
  }
  return error('rpo-too-tight', 'objectives.rpo',
    `${rpoSeconds} s is tighter than asynchronous replication can keep: ${worstSeconds} s, because replicas `
      + 'acknowledge once a second and a primary notices their silence no sooner',
    `declare at least ${worstSeconds} s; writes that must survive anything need WAIT and \`persistence.appendfsync: always\``);
}
