import { SCENARIOS } from '../../../../lib/drill/scenarios';

test('the scenarios that cut the network say so, so that it is known before a lab starts whether it can be', () => {
  const cutting = SCENARIOS.filter((scenario) => scenario.run.toString().includes('.cut('));
  expect(cutting.map(({ name }) => name)).toContain('partition-primary');
  expect(SCENARIOS.filter(({ cutsNetwork }) => cutsNetwork)).toEqual(cutting);
});
