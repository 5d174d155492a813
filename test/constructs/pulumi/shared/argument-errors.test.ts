import { namingArguments } from '../../../../constructs/pulumi/shared';
import { InvalidInput } from '../../../../lib/model';
import { PlanRefused } from '../../../../lib/plan';

test('a refusal names the component, and the argument in its user\'s words', () => {
  const refuse = (): never => { throw new InvalidInput('nodeMemoryBytes', 'got 1', 'give more'); };
  expect(() => namingArguments('cache', refuse, (text) => text.replace('Bytes', ''))).toThrow('cache: nodeMemory: got 1; give more');
  expect(() => namingArguments('cache', () => { throw new PlanRefused('x', []); })).toThrow(/^cache: the deployment "x"/);
});

test('another error stays what it is, and a result is handed on', () => {
  const other = new TypeError('x');
  expect(() => namingArguments('cache', () => { throw other; })).toThrow(other);
  expect(namingArguments('cache', () => 5)).toBe(5);
});
