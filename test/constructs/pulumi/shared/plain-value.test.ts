import * as pulumi from '@pulumi/pulumi';
import { requirePlain } from '../../../../constructs/pulumi/shared';

test('plain values pass, whatever they are made of', () => {
  expect(() => requirePlain('args', { a: [1, 'b', { c: undefined }], d: null, e: false })).not.toThrow();
});

test.each([
  ['args.a[1].b', { a: [1, { b: pulumi.output(1) }] }],
  ['args.a', { a: Promise.resolve(1) }],
])('what is not known yet is named: %s', (path, value) => {
  expect(() => requirePlain('args', value)).toThrow(`${path}: is an output`);
});

test('without a name of its own the first member names itself', () => {
  expect(() => requirePlain('', { replicas: pulumi.output(1) })).toThrow(/^replicas: is an output/);
});
