import { NodeRole, type DeploymentPlan } from '../../lib/plan';
import { table } from './table';

const UNITS: [string, number][] = [['GiB', 2 ** 30], ['MiB', 2 ** 20], ['KiB', 2 ** 10]];

/** A plan for people: nodes, promise against objectives, findings, then every setting with its reason. */
export function planText(plan: DeploymentPlan, width?: number): string {
  const { topology, objectives, engine } = plan;
  const sections = [
    `${plan.name}: ${engine.name}, ${topology.replicas + 1} data nodes, ${topology.sentinels} Sentinels (quorum ${topology.quorum}), `
      + `${plan.failureDomains.length} failure domains, ${plan.transport}`,
    table([
      ['NODE', 'FAILURE DOMAIN', 'RUNS', 'ADDRESS'],
      ...plan.nodes.map((node) => [node.name, node.failureDomain, node.roles.map((role) => ran(plan, node.name, role)).join(', '), node.address]),
    ], width),
    table([
      ['PROMISE', 'RTO', 'RPO', 'DECLARED'],
      ['worst single failure', span(plan.promise.rto.worstSeconds), span(plan.promise.rpo.worstSeconds),
        `RTO ${span(objectives.rtoSeconds)}, RPO ${span(objectives.rpoSeconds)}: ${kept(plan) ? 'kept' : 'NOT kept'}`],
      ['primary dies', span(plan.promise.rto.processDeathSeconds), span(plan.promise.rpo.processDeathSeconds), ''],
      ['primary hangs or is cut off', span(plan.promise.rto.hangSeconds), span(plan.promise.rpo.partitionSeconds), ''],
      ['primary restarts at once', span(plan.promise.rto.quickRestartSeconds), span(plan.promise.rpo.processDeathSeconds), ''],
      ['planned handover', span(plan.promise.rto.handoverSeconds), span(plan.promise.rpo.handoverSeconds), ''],
      ['first failover attempt aborted', span(plan.promise.rto.secondAttemptSeconds), span(plan.promise.rpo.worstSeconds), ''],
      ['all die, last primary stays away', span(plan.promise.rto.totalOutageSeconds), span(plan.promise.rpo.worstSeconds), ''],
      ['all lose power', '', span(plan.promise.rpo.powerLossSeconds), ''],
    ], width),
    `Two primaries could both acknowledge writes for at most ${span(plan.promise.dualPrimarySeconds)} when a network splits.`,
    plan.findings.length === 0
      ? 'FINDINGS: none'
      : ['FINDINGS', ...plan.findings.map(({ severity, field, reason, fix }) => `  ${severity.padEnd(7)} ${field}: ${reason}\n          fix: ${fix}`)].join('\n'),
    table([
      ['SETTING', 'VALUE', 'FROM', 'BECAUSE'],
      ...Object.entries(plan.settings).map(([key, value]) =>
        [key, shown(key, value), plan.reasons[key]?.from ?? '', plan.reasons[key]?.because ?? '']),
    ], width),
  ];
  return sections.join('\n\n');
}

function ran(plan: DeploymentPlan, node: string, role: NodeRole): string {
  if (role === NodeRole.SENTINEL) {
    return `Sentinel :${plan.ports.sentinel}`;
  }
  return `${node === plan.topology.bootstrapNode ? 'primary at first' : 'replica'} :${plan.ports.redis}`;
}

function kept({ promise, objectives }: DeploymentPlan): boolean {
  return promise.rto.worstSeconds <= objectives.rtoSeconds && promise.rpo.worstSeconds <= objectives.rpoSeconds;
}

function span(value: number): string {
  return `${Math.round(value * 1000) / 1000} s`;
}

function shown(key: string, value: unknown): string {
  if (Array.isArray(value)) {
    return value.join(', ') || 'none';
  }
  if (key.endsWith('Bytes')) {
    const [unit, size] = UNITS.find(([, one]) => Number(value) >= one) ?? ['B', 1];
    return `${Math.round((Number(value) / size) * 100) / 100} ${unit}`;
  }
  return key.endsWith('Seconds') ? span(Number(value)) : String(value);
}
