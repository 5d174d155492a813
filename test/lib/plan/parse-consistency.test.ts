import fc from 'fast-check';
import { Severity, review } from '../../../lib/plan';
import { inconsistencyOf } from '../../../lib/plan/parse-consistency';
import { specs } from './specs';

// Many runs, on a machine that may be busy with other tests.
jest.setTimeout(60_000);

test('no plan this library makes contradicts itself', () => {
  fc.assert(fc.property(specs, (spec) => {
    const deployment = review(spec);
    fc.pre(!deployment.findings.some((finding) => finding.severity === Severity.ERROR));
    expect(inconsistencyOf(deployment)).toBeUndefined();
  }));
});
