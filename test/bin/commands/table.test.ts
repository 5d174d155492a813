import { table } from '../../../bin/commands/table';

test('columns line up, the last one is wrapped below itself', () => {
  expect(table([['A', 'NOTE'], ['long name', 'one two three four five six seven'], ['b', 'x']], 40)).toBe([
    'A          NOTE',
    '---------  ----',
    'long name  one two three four five six',
    '           seven',
    'b          x',
  ].join('\n'));
});
