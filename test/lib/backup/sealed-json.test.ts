import fc from 'fast-check';
import { seal, unseal } from '../../../lib/backup/sealed-json';

test('every value comes back, as JSON knows it', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const known = JSON.parse(JSON.stringify(value)) as unknown;
    expect(unseal('thing', seal('thing', known))).toEqual(known);
  }));
});

test('a field twice, or one more, is not what was written', () => {
  const text = seal('thing', { a: 1 }).toString();
  expect(() => unseal('thing', Buffer.from(text.replace('"a": 1', '"a": 2,\n    "a": 1')))).toThrow('bytes that were not written so');
  expect(() => unseal('thing', Buffer.from(text.replace('{', '{\n  "b": 1,')))).toThrow('bytes that were not written so');
  expect(() => unseal('other', seal('thing', 1))).toThrow('is no other');
  expect(() => unseal('thing', Buffer.from(text.replace('"a": 1', '"a": 3')))).toThrow('than its own SHA-256 says');
});
