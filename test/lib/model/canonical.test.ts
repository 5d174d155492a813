import { canonicalJson } from '../../../lib/model';

test('order of keys does not matter, order of lists does', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe(canonicalJson({ a: null, b: [{ c: 2, d: 1 }] }));
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});

test('sorted keys, two spaces, a final newline, nothing for undefined', () => {
  expect(canonicalJson({ b: 1, a: undefined, A: 'x' })).toBe('{\n  "A": "x",\n  "b": 1\n}\n');
});
