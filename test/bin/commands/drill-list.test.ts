import { scenarioList } from '../../../bin/commands/drill-list';
import { SCENARIOS } from '../../../lib/drill/scenarios';

test('the list names every scenario with its topologies', () => {
  const list = scenarioList(SCENARIOS);
  SCENARIOS.forEach(({ name }) => expect(list).toMatch(new RegExp(`^${name} `, 'm')));
  expect(list).toMatch(/^kill-primary +all/m);
  expect(list).toMatch(/^scale-out +cluster/m);
  expect(list).toMatch(/^drift-and-balance +sentinel, cluster/m);
});
