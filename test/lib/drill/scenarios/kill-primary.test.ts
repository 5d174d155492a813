import { killPrimary } from '../../../../lib/drill/scenarios/kill-primary';
import { plan } from '../../../../lib/plan';
import { demoSpec } from '../../plan/specs';

test('a dead process is held against what the plan promises for it, not for the worst of faults', () => {
  const base = plan(demoSpec());
  const rto = { ...base.promise.rto, processDeathSeconds: 2, worstSeconds: 9 };
  expect(killPrimary.expectation({ ...base, promise: { ...base.promise, rto } })).toMatchObject({
    promisedRtoSeconds: 2, rtoDeclared: true, promisedLossSeconds: base.promise.rpo.processDeathSeconds,
  });
});
