import { judge, type Expectation } from '../../../lib/drill/verdict';
import type { Measured } from '../../../lib/drill/result';
import { measurement } from './synthetic';

const FAULT: Expectation = {
  serves: true, promisedRtoSeconds: 3, rtoDeclared: true, promisedLossSeconds: 5, dualPrimarySeconds: 2,
};

function verdictOf(over: Partial<Measured>, expectation: Partial<Expectation> = {}, violations: string[] = []): string[] {
  const { verdict, reasons } = judge({
    objectives: { rpoSeconds: 6, rtoSeconds: 4 },
    expectation: { ...FAULT, ...expectation },
    measured: measurement(over),
    violations,
  });
  expect(verdict).toBe(reasons.length === 0 ? 'pass' : 'fail');
  return reasons;
}

describe('judge', () => {
  test('passes what keeps every bound', () => {
    expect(verdictOf({})).toEqual([]);
    expect(verdictOf({ lostWrites: 10, lossWindowMs: 4900, dualPrimaryMs: 1900 })).toEqual([]);
  });

  test.each<[string, Partial<Measured>, Partial<Expectation>, string]>([
    ['a recovery slower than promised', { rtoMs: 3100 }, {}, 'the plan promises 3 s'],
    ['a recovery slower than declared', { rtoMs: 4100 }, { promisedRtoSeconds: 9 }, 'objectives.rto declares 4 s'],
    ['no recovery at all', { rtoMs: undefined }, {}, 'no write issued after the fault'],
    ['a loss beyond the promise', { lostWrites: 1, lossWindowMs: 5100 }, {}, '5 s that may be'],
    ['a loss beyond the objective', { lostWrites: 1, lossWindowMs: 6100 }, { promisedLossSeconds: 60 }, '6 s that may be'],
    ['any loss where there may be none', { lostWrites: 1, lossWindowMs: 1 }, { promisedLossSeconds: 0 }, 'none may be'],
    ['two primaries for too long', { dualPrimaryMs: 2100 }, {}, 'both acknowledged writes for 2.10 s'],
    ['a second outage longer than promised', { maxWriteGapMs: 3100 }, {}, 'writes stopped for 3.10 s'],
    ['writes that could not be read back', { verifiedWrites: 4999 }, {}, '4999 of 5000'],
    ['a load that never wrote', { acknowledgedWrites: 0, verifiedWrites: 0 }, {}, 'nothing was tested'],
  ])('fails %s', (_, measured, expectation, reason) => {
    expect(verdictOf(measured, expectation).join('; ')).toContain(reason);
  });

  test('a total outage is held against its own promise, not objectives.rto', () => {
    expect(verdictOf({ rtoMs: 15_000, maxWriteGapMs: 20_000 }, { promisedRtoSeconds: 20, rtoDeclared: false })).toEqual([]);
    expect(verdictOf({ rtoMs: 21_000 }, { promisedRtoSeconds: 20, rtoDeclared: false })).toHaveLength(1);
  });

  test('what nothing bounds is a row and no check: it has no `ok` that would look like a promise kept', () => {
    const judged = (expectation: Partial<Expectation>): ReturnType<typeof judge> => judge({
      objectives: { rpoSeconds: 6, rtoSeconds: 4 },
      expectation: { ...FAULT, ...expectation },
      measured: measurement({ settledMs: 99_000 }),
      violations: [],
    });
    const ids = (list: { id: string }[]): string[] => list.map(({ id }) => id);
    const single = judged({});
    expect(ids(single.checks)).toEqual(['rto', 'rpo', 'dual-primary', 'write-gap', 'verified']);
    expect(single.rows).toEqual([{ id: 'settled', title: 'Steady again after', measured: '99.00 s' }]);
    const total = judged({ rtoDeclared: false });
    expect(ids(total.checks)).toEqual(['rto', 'rpo', 'dual-primary', 'verified']);
    expect(ids(total.rows)).toEqual(['write-gap', 'settled']);
    expect(judged({ serves: false }).rows).toEqual([]);
  });

  test('a loss that objectives do not speak of is held to its own promise only', () => {
    const lost = { lostWrites: 10, lossWindowMs: 20_000 };
    expect(verdictOf(lost, { promisedLossSeconds: 21, lossDeclared: false })).toEqual([]);
    expect(verdictOf(lost, { promisedLossSeconds: 19, lossDeclared: false })).toEqual([expect.stringContaining('more than the 19 s')]);
    expect(verdictOf(lost, { promisedLossSeconds: 21 })).toEqual([expect.stringContaining('more than the 6 s')]);
  });

  test('what the scenario held against a bound of its own counts, what it only measured does not', () => {
    const check = { id: 'same-data', title: 'Same', measured: 'no', ok: false, reason: '3 keys missing' };
    const judged = judge({
      objectives: { rpoSeconds: 6, rtoSeconds: 4 }, expectation: FAULT, measured: measurement({}), violations: [],
      checks: [check], rows: [{ id: 'age', title: 'Age', measured: '5 s' }],
    });
    expect(judged).toMatchObject({ verdict: 'fail', reasons: ['3 keys missing'] });
    expect(judged.rows[0]).toMatchObject({ id: 'age' });
  });

  test('fails when the scenario saw a rule broken', () => {
    expect(verdictOf({}, {}, ['node-1 won with old data'])).toEqual(['node-1 won with old data']);
    expect(verdictOf({ rtoMs: undefined }, {}, ['the promotion failed'])).toEqual(
      ['the promotion failed', expect.stringContaining('no write issued after the fault')]);
  });

  test('an empty deployment passes by refusing, and fails by taking one write', () => {
    expect(verdictOf({ rtoMs: undefined, acknowledgedAfterFault: 0 }, { serves: false })).toEqual([]);
    expect(verdictOf({ acknowledgedAfterFault: 1 }, { serves: false })).toHaveLength(1);
    expect(verdictOf({ acknowledgedWrites: 0, acknowledgedAfterFault: 0 }, { serves: false })).toHaveLength(1);
  });
});
