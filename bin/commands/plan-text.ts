import { TopologyKind } from '../../lib/model';
import { balanceText, isFirstPrimary, NodeRole, upstreamOf, type DeploymentPlan, type PlanNode } from '../../lib/plan';
import { table } from './table';

const UNITS: [string, number][] = [['GiB', 2 ** 30], ['MiB', 2 ** 20], ['KiB', 2 ** 10]];

/** A plan for people: nodes, promise against objectives, findings, then every setting with its reason. */
export function planText(plan: DeploymentPlan, width?: number): string {
  const sections = [
    summary(plan),
    table(nodeRows(plan), width),
    table(promiseRows(plan), width),
    `Two primaries could both acknowledge writes for at most ${span(plan.promise.dualPrimarySeconds)} when a network splits.`,
    balanceText(plan.balance, plan.topology.kind),
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

function summary({ name, engine, topology, failureDomains, transport }: DeploymentPlan): string {
  const { shards, replicas, cascaded, sentinels, quorum } = topology;
  const rest = `${failureDomains.length} failure domains, ${transport}`;
  switch (topology.kind) {
    case TopologyKind.CLUSTER:
      return `${name}: ${engine.name}, Cluster of ${shards} shards with ${replicas} ${replicas === 1 ? 'replica' : 'replicas'} each, `
        + `${shards * (replicas + 1)} data nodes, ${rest}`;
    case TopologyKind.REPLICATION:
      return `${name}: ${engine.name}, replication, ${replicas + 1} data nodes${cascaded > 0 ? ` (${cascaded} cascaded)` : ''}, ${rest}`;
    default:
      return `${name}: ${engine.name}, ${replicas + 1} data nodes, ${sentinels} Sentinels (quorum ${quorum}), ${rest}`;
  }
}

function nodeRows(plan: DeploymentPlan): string[][] {
  const sharded = plan.topology.kind === TopologyKind.CLUSTER;
  const shard = (value: string): string[] => (sharded ? [value] : []);
  return [
    ['NODE', ...shard('SHARD'), 'FAILURE DOMAIN', 'RUNS', 'ADDRESS'],
    ...plan.nodes.map((node) => [
      node.name, ...shard(String(node.shard)), node.failureDomain, node.roles.map((role) => ran(plan, node, role)).join(', '), node.address,
    ]),
  ];
}

function ran(plan: DeploymentPlan, node: PlanNode, role: NodeRole): string {
  if (role === NodeRole.SENTINEL) {
    return `Sentinel :${plan.ports.sentinel}`;
  }
  if (isFirstPrimary(plan, node)) {
    return `primary at first :${plan.ports.redis}`;
  }
  const upstream = upstreamOf(plan, node.name, plan.topology.bootstrapNode);
  const cascaded = plan.topology.kind === TopologyKind.REPLICATION && upstream !== plan.topology.bootstrapNode;
  return `replica${cascaded ? ` of ${upstream}` : ''} :${plan.ports.redis}`;
}

function promiseRows(plan: DeploymentPlan): string[][] {
  const { rto, rpo } = plan.promise;
  const { objectives } = plan;
  const ordered = plan.topology.kind === TopologyKind.REPLICATION;
  return [
    ['PROMISE', 'RTO', 'RPO', 'DECLARED'],
    ['worst single failure', span(rto.worstSeconds), span(rpo.worstSeconds),
      `RTO ${span(objectives.rtoSeconds)}, RPO ${span(objectives.rpoSeconds)}: ${kept(plan) ? 'kept' : 'NOT kept'}`],
    ['primary dies', span(rto.processDeathSeconds), span(rpo.processDeathSeconds), ''],
    [ordered ? 'primary is failed over, from the order' : 'primary hangs or is cut off', span(rto.hangSeconds), span(rpo.partitionSeconds), ''],
    ['primary restarts at once', span(rto.quickRestartSeconds), span(rpo.processDeathSeconds), ''],
    ['planned handover', span(rto.handoverSeconds), span(rpo.handoverSeconds), ''],
    [ordered ? 'a handover was undone first' : 'first failover attempt aborted', span(rto.secondAttemptSeconds), span(rpo.worstSeconds), ''],
    [ordered ? 'all die, last primary stays away, from the order' : 'all die, last primary stays away',
      span(rto.totalOutageSeconds), span(rpo.worstSeconds), ''],
    ['all lose power', '', span(rpo.powerLossSeconds), ''],
    ['a full node loads', span(rto.loadSeconds), '', ''],
  ];
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
