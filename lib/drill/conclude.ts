import { Transport } from '../model';
import { NodeRole, type DeploymentPlan } from '../plan';
import type { DrillContext } from './context';
import type { Ledger } from './ledger';
import { gapsOf, measure } from './measure';
import { RESULT_SCHEMA_VERSION, type Activity, type DrillEvent, type DrilledTopology, type DrillResult, type Span } from './result';
import type { Scenario } from './scenarios';
import { seriesOf } from './series';
import { judge } from './verdict';
import type { Verification } from './verify';

/** A drill that has ended, before it is judged. */
export interface EndedDrill {
  readonly scenario: Scenario;
  readonly context: DrillContext;
  readonly ledger: Ledger;
  readonly verification: Verification;
  /** `name` or `proxy` where clients came to the primary by address. */
  readonly through?: string;
  readonly beganAt: number;
  readonly endedAt: number;
}

/** The settings that decide how long a recovery takes and how much it may lose. */
const TELLING = [
  'downAfterSeconds', 'failoverTimeoutSeconds', 'minReplicasToWrite', 'minReplicasMaxLagSeconds', 'fenceAfterSeconds',
  'startGraceSeconds', 'restartDelaySeconds', 'nodeTimeoutSeconds',
] as const;
/** Shorter pauses are the ordinary unevenness of a load and not drawn. */
const SHORTEST_GAP_MS = 300;

/** Measures and judges. */
export function conclude(ended: EndedDrill): DrillResult {
  const { scenario, context, ledger, verification, through } = ended;
  const { plan, load, lab } = context;
  const startedAt = load.startedAt || ended.beganAt;
  const stoppedAt = load.stoppedAt || ended.endedAt;
  const faultAt = context.faultAt ?? startedAt;
  const gaps = gapsOf(ledger, startedAt, stoppedAt, SHORTEST_GAP_MS);
  const measured = measure(ledger, {
    startedAt,
    stoppedAt,
    faultAt,
    faultDoneAt: context.faultDoneAt ?? faultAt,
    recoveryFrom: context.recoveryFrom,
    rto: scenario.rto,
    lost: verification.lost,
    verified: verification.checked,
    gaps,
    shardOf: context.shardOf,
    exposureMs: context.exposure?.ms(faultAt),
  });
  const { verdict, reasons, checks, rows } = judge({
    objectives: plan.objectives,
    expectation: context.expectation,
    measured,
    violations: context.violations,
    checks: context.checks,
    rows: context.rows,
  });
  return {
    schemaVersion: RESULT_SCHEMA_VERSION,
    scenario: scenario.name,
    deployment: plan.name,
    topology: topologyOf(plan),
    engine: plan.engine.name,
    ...(lab.engine.deviation === '' ? {} : { engineDeviation: lab.engine.deviation }),
    seed: context.random.seed,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: Math.round(stoppedAt - startedAt),
    rate: load.rate,
    client: load.client,
    ...(through === undefined ? {} : { through }),
    ...(plan.transport === Transport.PLAINTEXT ? {} : { transport: plan.transport }),
    objectives: plan.objectives,
    promise: plan.promise,
    measured,
    verdict,
    reasons,
    checks,
    rows,
    events: context.events.map((event): DrillEvent => ({
      atMs: Math.round(event.atMs - startedAt),
      source: event.source === 'fault' && !context.faults.has(event.message) ? 'lab' : event.source,
      ...(event.node === undefined ? {} : { node: event.node }),
      message: event.message,
    })),
    series: seriesOf(ledger, startedAt, stoppedAt, verification.lost),
    gaps,
    ...activities(context, startedAt),
    ...faultSpan(context, startedAt),
    settings: Object.fromEntries(TELLING.flatMap((key) => (plan.settings[key] === undefined ? [] : [[key, plan.settings[key]]]))),
  };
}

function activities(context: DrillContext, startedAt: number): { activities?: Activity[] } {
  const list = context.activities.map((activity): Activity => ({
    ...activity, fromMs: Math.round(activity.fromMs - startedAt), toMs: Math.round(activity.toMs - startedAt),
  }));
  return list.length === 0 ? {} : { activities: list };
}

function faultSpan(context: DrillContext, startedAt: number): { fault?: Span } {
  if (context.faultAt === undefined) {
    return {};
  }
  const fromMs = Math.round(context.faultAt - startedAt);
  const until = context.recoveredAt ?? context.faultDoneAt ?? context.faultAt;
  return { fault: { fromMs, toMs: Math.max(fromMs, Math.round(until - startedAt)) } };
}

function topologyOf(plan: DeploymentPlan): DrilledTopology {
  return {
    kind: plan.topology.kind,
    dataNodes: plan.nodes.filter((node) => node.roles.includes(NodeRole.DATA)).length,
    sentinels: plan.nodes.filter((node) => node.roles.includes(NodeRole.SENTINEL)).length,
    failureDomains: plan.failureDomains.length,
    shards: plan.topology.shards,
  };
}
