import type { DeploymentSpec, Settings } from '../model';
import { NodeRole, Severity, type Finding, type PlanNode, type PlanPromise } from './deployment-plan';
import { LARGEST_DATA_SHARE } from './memory';
import { nodesWith } from './placement';

export interface Reviewed {
  readonly spec: DeploymentSpec;
  readonly nodes: PlanNode[];
  readonly domains: string[];
  readonly settings: Settings;
  readonly promise: PlanPromise;
  readonly nodeMemoryBytes: number;
}

/** Everything about a plan its author should know, errors first. */
export function findingsOf(reviewed: Reviewed): Finding[] {
  const findings = [
    ...objectiveFindings(reviewed),
    ...timingFindings(reviewed),
    ...domainFindings(reviewed),
    ...layoutFindings(reviewed),
  ];
  return findings.sort((a, b) => rank(a) - rank(b));
}

function rank(finding: Finding): number {
  return finding.severity === Severity.ERROR ? 0 : 1;
}

function error(id: string, field: string, reason: string, fix: string): Finding {
  return { severity: Severity.ERROR, id, field, reason, fix };
}

function warning(id: string, field: string, reason: string, fix: string): Finding {
  return { severity: Severity.WARNING, id, field, reason, fix };
}

function overridden(spec: DeploymentSpec, keys: string[]): string[] {
  const overrides = (spec.overrides ?? {}) as Record<string, unknown>;
  return keys.filter((key) => overrides[key] !== undefined).map((key) => `overrides.${key}`);
}

function objectiveFindings({ spec, promise }: Reviewed): Finding[] {
  const found: Finding[] = [];
  const { rpoSeconds, rtoSeconds } = spec.objectives;
  if (promise.rto.worstSeconds > rtoSeconds) {
    const culprits = overridden(spec, ['downAfterSeconds', 'rebootDownAfterSeconds', 'infoPeriodSeconds']);
    found.push(culprits.length > 0
      ? error('override-breaks-rto', culprits[0]!,
        `${culprits.join(' and ')} lets a failover take ${promise.rto.worstSeconds} s, more than objectives.rto (${rtoSeconds} s)`,
        'remove the override, lower it, or raise objectives.rto')
      : error('rto-too-tight', 'objectives.rto',
        `${rtoSeconds} s is tighter than detection, election and rediscovery can be kept: ${promise.rto.worstSeconds} s`,
        `declare at least ${promise.rto.worstSeconds} s`));
  }
  if (promise.rpo.worstSeconds > rpoSeconds) {
    const culprits = overridden(spec, ['minReplicasMaxLagSeconds', 'minReplicasToWrite', 'fenceAfterSeconds']);
    found.push(culprits.length > 0
      ? error('override-breaks-rpo', culprits[0]!,
        `${culprits.join(' and ')} lets ${promise.rpo.worstSeconds} s of acknowledged writes be lost, more than objectives.rpo (${rpoSeconds} s)`,
        'remove the override, lower it, or raise objectives.rpo')
      : error('rpo-too-tight', 'objectives.rpo',
        `${rpoSeconds} s is tighter than asynchronous replication can keep: ${promise.rpo.worstSeconds} s, because replicas `
          + 'acknowledge once a second and a primary notices their silence no sooner',
        `declare at least ${promise.rpo.worstSeconds} s; writes that must survive anything need WAIT and \`persistence.appendfsync: always\``));
  }
  return found;
}

function timingFindings({ spec, settings }: Reviewed): Finding[] {
  const found: Finding[] = [];
  const before = (left: keyof Settings, right: keyof Settings, why: string): void => {
    if (Number(settings[left]) >= Number(settings[right])) {
      const culprit = overridden(spec, [left, right])[0] ?? `overrides.${left}`;
      found.push(error(`timing-${left}`, culprit,
        `${left} (${String(settings[left])}) must be less than ${right} (${String(settings[right])}): ${why}`,
        `set overrides.${left} below overrides.${right}, or leave both derived`));
    }
  };
  before('handoverPauseSeconds', 'downAfterSeconds', 'the pause blocks Sentinel too, which would call the primary down');
  before('downAfterSeconds', 'restartDelaySeconds', 'a restart before detection hides a death from the Sentinels');
  const longest = settings.handoverTimeoutSeconds + settings.failoverTimeoutSeconds + settings.shutdownTimeoutSeconds;
  if (longest >= settings.stopTimeoutSeconds) {
    found.push(error('timing-stop', overridden(spec, ['stopTimeoutSeconds', 'handoverTimeoutSeconds', 'failoverTimeoutSeconds',
      'shutdownTimeoutSeconds'])[0] ?? 'overrides.stopTimeoutSeconds',
    `stopTimeoutSeconds (${settings.stopTimeoutSeconds}) must exceed handover, failover and shutdown together (${longest}): `
      + 'a node that is stopped may have to wait for all three',
    `set overrides.stopTimeoutSeconds above ${longest}, or leave it derived`));
  }
  before('handoverPauseSeconds', 'handoverTimeoutSeconds', 'a handover contains its pause');
  return found;
}

function domainFindings({ spec, domains, nodes }: Reviewed): Finding[] {
  if (domains.length < 2) {
    return [error('one-failure-domain', 'failureDomains',
      `got ${domains.length}: the loss of it takes every node`, 'spread the deployment over three failure domains')];
  }
  const sentinels = nodesWith(nodes, NodeRole.SENTINEL);
  const majority = Math.floor(sentinels.length / 2) + 1;
  const { quorum } = spec.topology;
  const found: Finding[] = [];
  for (const domain of domains) {
    const left = sentinels.filter((node) => node.failureDomain !== domain).length;
    const replicasLeft = nodesWith(nodes, NodeRole.DATA).slice(1).filter((node) => node.failureDomain !== domain).length;
    if (left < Math.max(majority, quorum) && replicasLeft === 0) {
      found.push(error('domain-takes-everything', 'topology',
        `the loss of ${domain} takes every replica and leaves ${left} of ${sentinels.length} Sentinels, too few for a failover`,
        `use ${quorum > majority ? `a quorum of ${majority}` : 'three failure domains'} or more replicas`));
      continue;
    }
    if (left >= majority && left < quorum) {
      found.push(warning('domain-holds-quorum', 'topology.quorum',
        `the loss of ${domain} leaves ${left} of ${sentinels.length} Sentinels, fewer than the quorum of ${quorum}, so nothing fails over`,
        `use a quorum of ${majority}`));
    }
    if (left < majority) {
      found.push(warning('domain-holds-majority', 'failureDomains',
        `the loss of ${domain} leaves ${left} of ${sentinels.length} Sentinels, no majority, so nothing fails over`,
        `use three failure domains${spec.topology.sentinels > 3 ? ' or fewer Sentinels' : ''}; until then `
          + '`redis-ha promote --evidence` is the way out'));
    }
  }
  return found;
}

function layoutFindings({ spec, settings, nodeMemoryBytes }: Reviewed): Finding[] {
  const found: Finding[] = [];
  if (spec.topology.replicas === 1) {
    found.push(warning('one-replica', 'topology.replicas',
      settings.minReplicasToWrite === 0
        ? 'with one replica min-replicas-to-write is off (it would make the survivor of a failure unwritable), so a primary '
          + `cut off with its clients is stopped only by its agent, after ${settings.fenceAfterSeconds + 2} s`
        : 'with one replica and min-replicas-to-write the survivor of a failure refuses writes until its peer returns',
      'use two replicas'));
  }
  if (spec.topology.replicas < settings.minReplicasToWrite) {
    found.push(error('min-replicas', 'overrides.minReplicasToWrite',
      `got ${settings.minReplicasToWrite} with ${spec.topology.replicas} replicas: no write would ever be accepted`,
      'use fewer than there are replicas'));
  } else if (spec.topology.replicas === settings.minReplicasToWrite && spec.topology.replicas > 1) {
    found.push(warning('min-replicas-all', 'overrides.minReplicasToWrite',
      'every replica must be linked for a write, so the loss of any node stops writes',
      'use one less'));
  }
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
