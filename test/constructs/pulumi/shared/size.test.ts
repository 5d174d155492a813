import * as pulumi from '@pulumi/pulumi';
import { bytes } from '../../../../bin/commands/values';
import { bytesOf } from '../../../../constructs/pulumi/shared';

test.each(['2GiB', '512MiB', '1.5 GiB', '1GB', '1TiB', '4096B', '7kB'])('%p is what it is on the command line', (text) => {
  expect(bytesOf('nodeMemory', text)).toBe(bytes('--memory', text));
});

test.each(['2', '2G', '2gib', '-1GiB', '', 2 as never])('%p is no size', (text) => {
  expect(() => bytesOf('nodeMemory', text)).toThrow(/^nodeMemory: got .*; give a size with a unit, for example '2GiB'/);
});

test('an output is refused by name', () => {
  expect(() => bytesOf('nodeMemory', pulumi.output('2GiB') as never)).toThrow(/^nodeMemory: is an output/);
});
