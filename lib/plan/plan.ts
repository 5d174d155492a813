import {
  DEFAULT_APP_CHANNELS, InvalidInput, requireNumber, requireWhole, Transport, validateAppChannels, validateObjectives,
  type DeploymentSpec,
} from '../model';
import { planBalance } from './balance';
import { PLAN_SCHEMA_VERSION, Severity, type DeploymentPlan, type Finding, type PlanNode } from './deployment-plan';
import { findingsOf } from './findings';
import { DEFAULT_NODE_MEMORY, MIB } from './memory';
import { allowingMoves, withMoves } from './moves';
import { domainNames, place } from './placement';
import { promiseOf } from './promise';
import { planRegions, regionFindings } from './regions';
import { deriveSettings } from './settings';
import { portsOf, tlsOf } from './transport';
import { planUsers } from './users';

/** A spec that cannot be planned; carries every finding, not only the first. */
export class PlanRefused extends Error {
  public readonly findings: Finding[];

  constructor(name: string, findings: Finding[]) {
    const errors = findings.filter((finding) => finding.severity === Severity.ERROR);
    super([
      `the deployment "${name}" cannot keep what it declares:`,
      ...errors.map((finding) => `  ${finding.field}: ${finding.reason}; ${finding.fix}`),
    ].join('\n'));
    this.name = 'PlanRefused';
    this.findings = findings;
  }
}

/**
 * Turns a spec into a deployment plan. Pure: the same spec gives the same plan.
 *
 * @throws InvalidInput for a value that makes no sense by itself
 * @throws PlanRefused when the plan could not keep the objectives
 */
export function plan(spec: DeploymentSpec): DeploymentPlan {
  const reviewed = review(spec);
  if (reviewed.findings.some((finding) => finding.severity === Severity.ERROR)) {
    throw new PlanRefused(spec.name, reviewed.findings);
  }
  return reviewed;
}

/**
 * Like `plan`, but returns a plan whose findings may contain errors, for tools that show them.
 *
 * @throws InvalidInput for a value that makes no sense by itself
 */
export function review(spec: DeploymentSpec): DeploymentPlan {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(spec.name)) {
    throw new InvalidInput('name', `got "${spec.name}"`, 'use lower-case letters, digits and dashes, at most 40, a letter first');
  }
  validateObjectives(spec.objectives);
  const domains = domainNames(requireWhole('failureDomains', spec.failureDomains, 1, 16));
  const nodeMemoryBytes = requireNumber('nodeMemoryBytes', spec.nodeMemoryBytes ?? DEFAULT_NODE_MEMORY, 512 * MIB, 2 ** 45, 'bytes');
  const placed = place(spec.name, spec.topology, domains);
  const nodes = withMoves(placed, spec.moved ?? {}, domains);
  const { settings, reasons } = deriveSettings(spec);
  const transport = spec.transport ?? Transport.PLAINTEXT;
  const tls = tlsOf(spec);
  const promise = promiseOf(settings, spec.topology);
  const findings = (layout: PlanNode[]): Finding[] =>
    findingsOf({ spec, nodes: layout, domains, settings, promise, nodeMemoryBytes });
  return {
    schemaVersion: PLAN_SCHEMA_VERSION,
    name: spec.name,
    engine: { name: spec.engine.name, family: spec.engine.family, version: spec.engine.version },
    topology: {
      kind: spec.topology.kind,
      shards: spec.topology.shards,
      replicas: spec.topology.replicas,
      cascaded: spec.topology.cascaded,
      sentinels: spec.topology.sentinels,
      quorum: spec.topology.quorum,
      masterName: spec.name,
      bootstrapNode: nodes[0]!.name,
    },
    objectives: { rpoSeconds: spec.objectives.rpoSeconds, rtoSeconds: spec.objectives.rtoSeconds },
    ...planRegions(spec, settings),
    transport,
    ...(tls === undefined ? {} : { tls }),
    failureDomains: domains,
    nodes,
    ports: portsOf(transport, spec.topology.kind),
    users: planUsers(validateAppChannels(spec.appChannels ?? DEFAULT_APP_CHANNELS), spec.topology.kind),
    nodeMemoryBytes,
    settings,
    reasons,
    promise,
    balance: planBalance(spec, domains),
    findings: [...allowingMoves(findings(nodes), findings(placed)), ...regionFindings(spec, settings)],
  };
}
