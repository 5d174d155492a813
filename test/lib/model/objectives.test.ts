import { validateObjectives } from '../../../lib/model';

test('objectives that are time spans pass through', () => {
  const objectives = { rpoSeconds: 5, rtoSeconds: 0.5 };
  expect(validateObjectives(objectives)).toBe(objectives);
});

test('RPO 0 is refused with the honest reason and what to do instead', () => {
  expect(() => validateObjectives({ rpoSeconds: 0, rtoSeconds: 5 }))
    .toThrow(/^objectives\.rpo: got 0: replication is asynchronous.*; give at least 3 seconds, and let the writes .* call WAIT 1/);
});

test.each([
  ['objectives.rpo', { rpoSeconds: -1, rtoSeconds: 5 }],
  ['objectives.rpo', { rpoSeconds: Number.NaN, rtoSeconds: 5 }],
  ['objectives.rto', { rpoSeconds: 5, rtoSeconds: 0 }],
  ['objectives.rto', { rpoSeconds: 5, rtoSeconds: Number.POSITIVE_INFINITY }],
])('%s that is no time span is refused: %j', (field, objectives) => {
  expect(() => validateObjectives(objectives)).toThrow(new RegExp(`^${field}: got .*; give a number of seconds from 0\\.001`));
});
