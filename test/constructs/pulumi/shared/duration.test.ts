import * as pulumi from '@pulumi/pulumi';
import { seconds } from '../../../../bin/commands/values';
import { secondsOf } from '../../../../constructs/pulumi/shared';

const TEXTS = ['5s', '500ms', '1.5m', '15m', '24h', '7d', '0', '0.1s', ' 5s '];

test.each(TEXTS)('%p is what it is on the command line', (text) => {
  expect(secondsOf('objectives.rto', text)).toBe(seconds('--rto', text));
});

test.each(['5', '5 seconds', '-5s', '', 'soon', 5 as never, undefined as never])('%p is no duration', (text) => {
  expect(() => secondsOf('objectives.rto', text)).toThrow(/^objectives\.rto: got .*; give a duration with a unit, for example '5s'/);
});

test('an output is refused by name', () => {
  expect(() => secondsOf('objectives.rto', pulumi.output('5s') as never)).toThrow(/^objectives\.rto: is an output, .* before anything is deployed/);
});
