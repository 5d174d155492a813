import { either } from '../../../lib/doctor/names';

test.each([[[], ''], [['a'], 'a'], [['a', 'b'], 'a or b'], [['a', 'b', 'c'], 'a, b or c']])('%j', (names, text) => {
  expect(either(names)).toBe(text);
});
