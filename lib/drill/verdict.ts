import type { PlanObjectives } from '../plan';
import type { Check, Measured, Row, ShardMeasured } from './result';

/** What a scenario must keep for a plan. Times in seconds. */
export interface Expectation {
  /** False where the deployment must refuse to serve: then no write may be acknowledged after the fault. */
  readonly serves: boolean;
  /** The plan's promise for this fault. */
  readonly promisedRtoSeconds?: number;
  /** True when `objectives.rto` speaks of this fault as well; a total outage is only promised. */
  readonly rtoDeclared: boolean;
  /**
   * False where somebody waited before recovery was even ordered, so that the longest write gap says nothing.
   *
   * @default - as `rtoDeclared`
   */
  readonly gapBounded?: boolean;
  /** Acknowledged writes this fault may cost, as a span of time; 0 means none at all. */
  readonly promisedLossSeconds: number;
  /**
   * False where `objectives.rpo` does not speak of this loss: it is about failovers, not about backups.
   *
   * @default true
   */
  readonly lossDeclared?: boolean;
  /** Longest time two nodes may both acknowledge writes. */
  readonly dualPrimarySeconds: number;
}

/** Everything a verdict is reached from. */
export interface Evidence {
  readonly objectives: PlanObjectives;
  readonly expectation: Expectation;
  readonly measured: Measured;
  /** Broken rules the scenario itself saw, such as an older data set that won. */
  readonly violations: string[];
  /** What the scenario itself held against something. @default - nothing */
  readonly checks?: Check[];
  /** What the scenario itself measured. @default - nothing */
  readonly rows?: Row[];
}

export interface Verdict {
  readonly verdict: 'pass' | 'fail';
  readonly reasons: string[];
  readonly checks: Check[];
  readonly rows: Row[];
}

const RULE = 'rule';

/** Holds what was measured against what was promised and declared. Nothing measured is a failure, not a pass. */
export function judge(evidence: Evidence): Verdict {
  const checks = evidence.expectation.serves
    ? [...timed(evidence), lossCheck(evidence), dualCheck(evidence), ...gapCheck(evidence), verifiedCheck(evidence)]
    : [refusalCheck(evidence), dualCheck(evidence)];
  checks.push(...evidence.checks ?? [], ...evidence.violations.map(violationCheck));
  // What the scenario itself saw go wrong comes first: what else was measured may only follow from it.
  const reasons = [...evidence.violations, ...checks.filter(({ id, ok }) => !ok && id !== RULE).map(({ reason }) => reason)];
  const rows = [...evidence.rows ?? [], ...evidence.expectation.serves ? rowsOf(evidence) : []];
  return { verdict: reasons.length === 0 ? 'pass' : 'fail', reasons, checks, rows };
}

/** A first start has no moment from which a recovery could be timed. */
function timed(evidence: Evidence): Check[] {
  const { promisedRtoSeconds, rtoDeclared } = evidence.expectation;
  return promisedRtoSeconds === undefined && !rtoDeclared ? [] : [rtoCheck(evidence)];
}

export function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function rtoCheck({ objectives, expectation, measured }: Evidence): Check {
  const promised = expectation.promisedRtoSeconds;
  const row = {
    id: 'rto',
    title: 'Recovery time (RTO)',
    ...(expectation.rtoDeclared ? { declared: `${objectives.rtoSeconds} s` } : {}),
    ...(promised === undefined ? {} : { promised: `${promised} s` }),
  };
  if (measured.rtoMs === undefined) {
    return { ...row, measured: 'never', ok: false, reason: 'no write issued after the fault was acknowledged and kept' };
  }
  const took = measured.rtoMs / 1000;
  const late = [
    promised !== undefined && took > promised ? `the plan promises ${promised} s` : '',
    expectation.rtoDeclared && took > objectives.rtoSeconds ? `objectives.rto declares ${objectives.rtoSeconds} s` : '',
  ].filter((part) => part !== '');
  return {
    ...row,
    measured: inSeconds(measured.rtoMs),
    ok: late.length === 0,
    reason: late.length === 0 ? '' : `recovery took ${inSeconds(measured.rtoMs)}, but ${late.join(' and ')}`,
  };
}

function lossCheck({ objectives, expectation, measured }: Evidence): Check {
  const { promisedLossSeconds: promised, lossDeclared = true } = expectation;
  const row = {
    id: 'rpo',
    title: 'Lost acknowledged writes (RPO)',
    ...(lossDeclared ? { declared: `${objectives.rpoSeconds} s` } : {}),
    promised: promised === 0 ? '0 writes' : `${promised} s`,
    measured: measured.lostWrites === 0 ? '0 writes' : `${measured.lostWrites} writes, ${inSeconds(measured.lossWindowMs)}`,
  };
  if (measured.lostWrites === 0) {
    return { ...row, ok: true, reason: '' };
  }
  if (promised === 0) {
    return { ...row, ok: false, reason: `${measured.lostWrites} acknowledged writes were lost where none may be` };
  }
  const bound = lossDeclared ? Math.min(promised, objectives.rpoSeconds) : promised;
  const ok = measured.lossWindowMs / 1000 <= bound;
  return {
    ...row,
    ok,
    reason: ok ? '' : `${measured.lostWrites} acknowledged writes over ${inSeconds(measured.lossWindowMs)} were lost, `
      + `more than the ${bound} s that may be`,
  };
}

function dualCheck({ expectation, measured }: Evidence): Check {
  const bound = expectation.dualPrimarySeconds;
  const ok = measured.dualPrimaryMs / 1000 <= bound;
  return {
    id: 'dual-primary',
    title: 'Two primaries took writes',
    promised: `${bound} s at most`,
    measured: inSeconds(measured.dualPrimaryMs),
    ok,
    reason: ok ? '' : `two nodes with the same data both acknowledged writes for ${inSeconds(measured.dualPrimaryMs)}, the bound is ${bound} s`,
  };
}

function verifiedCheck({ measured }: Evidence): Check {
  const row = {
    id: 'verified',
    title: 'Acknowledged writes read back',
    measured: `${measured.verifiedWrites} of ${measured.acknowledgedWrites}`,
  };
  if (measured.acknowledgedWrites === 0) {
    return { ...row, ok: false, reason: 'not one write was acknowledged, so nothing was tested' };
  }
  const ok = measured.verifiedWrites === measured.acknowledgedWrites;
  return {
    ...row,
    ok,
    reason: ok ? '' : `only ${measured.verifiedWrites} of ${measured.acknowledgedWrites} acknowledged writes could be read back`,
  };
}

/** Only one failure bounds the gap: after a total outage it holds the time everything was down on purpose. */
function gapBound({ rtoDeclared, promisedRtoSeconds, gapBounded = rtoDeclared }: Expectation): number | undefined {
  return gapBounded ? promisedRtoSeconds : undefined;
}

function gapRow(measured: Measured): Row {
  return { id: 'write-gap', title: 'Longest write gap', measured: inSeconds(measured.maxWriteGapMs) };
}

/** One failure may stop writes no longer than it may take to recover from, at any time of the run. */
function gapCheck({ expectation, measured }: Evidence): Check[] {
  const bound = gapBound(expectation);
  if (bound === undefined) {
    return [];
  }
  const ok = measured.maxWriteGapMs / 1000 <= bound;
  return [{
    ...gapRow(measured),
    promised: `${bound} s`,
    ok,
    reason: ok ? '' : `writes stopped for ${inSeconds(measured.maxWriteGapMs)}, but the plan promises ${bound} s`,
  }];
}

/** Nothing bounds these, so they are no checks. */
function rowsOf({ expectation, measured }: Evidence): Row[] {
  return [
    ...(gapBound(expectation) === undefined ? [gapRow(measured)] : []),
    { id: 'settled', title: 'Steady again after', measured: inSeconds(measured.settledMs) },
    ...(measured.exposureMs === undefined
      ? [] : [{ id: 'exposure', title: 'Every copy in sync again after', measured: inSeconds(measured.exposureMs) }]),
    ...(measured.shards ?? []).map(shardRow),
  ];
}

function shardRow({ shard, rtoMs, maxWriteGapMs, lostWrites }: ShardMeasured): Row {
  return {
    id: `shard-${shard}`,
    title: `Shard ${shard}`,
    measured: `${rtoMs === undefined ? 'no recovery time' : `back after ${inSeconds(rtoMs)}`}, longest gap ${inSeconds(maxWriteGapMs)}`
      + `${lostWrites === 0 ? '' : `, ${lostWrites} lost`}`,
  };
}

function refusalCheck({ measured }: Evidence): Check {
  const row = {
    id: 'refused',
    title: 'Refuses to serve an empty data set',
    promised: '0 writes',
    measured: `${measured.acknowledgedAfterFault} writes taken`,
  };
  if (measured.acknowledgedWrites === measured.acknowledgedAfterFault) {
    return { ...row, ok: false, reason: 'no write was acknowledged before the fault, so a refusal proves nothing' };
  }
  const ok = measured.acknowledgedAfterFault === 0;
  return { ...row, ok, reason: ok ? '' : `${measured.acknowledgedAfterFault} writes were acknowledged by an empty deployment` };
}

function violationCheck(violation: string): Check {
  return { id: RULE, title: 'Rule of the scenario', measured: 'broken', ok: false, reason: violation };
}
