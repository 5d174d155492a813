import { quoted } from '../../../lib/config/quoted';

test('quotes and backslashes are escaped, everything else stands as it is', () => {
  expect(quoted('plain')).toBe('"plain"');
  expect(quoted('a "b" \\c\\ # d\'e')).toBe('"a \\"b\\" \\\\c\\\\ # d\'e"');
});

test.each(['a\nb', 'a\rb', 'a\0b'])('what would end the line is refused, without telling the password', (value) => {
  expect(() => quoted(value)).toThrow(/line breaks or NUL/);
  expect(() => quoted(value)).not.toThrow(value);
});
