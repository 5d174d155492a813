import * as pulumi from '@pulumi/pulumi';
import { dressedMarkOf, isMarked, marked, markOf, unmarked, unmarkedObjects, type WithInputs } from '../../../../constructs/pulumi/kubernetes/deferred';
import { hashedName, type NamedObject } from '../../../../lib/manifests';
import { recorded, UNKNOWN } from '../recorded';

const known = <T>(output: pulumi.Input<T>): Promise<T> => new Promise((resolve) => {
  pulumi.output(output).apply((value) => resolve(value as T));
});

function object(name: string, rest: Record<string, unknown>): NamedObject {
  return { id: name, object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...rest } };
}

test('a plain string is itself, an output the same name each time', () => {
  const output = pulumi.output('shop');
  expect(markOf('shop')).toBe('shop');
  expect(markOf(output)).toBe(markOf(output));
  expect(markOf(output)).not.toBe(markOf(pulumi.output('shop')));
  expect(markOf(output)).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
  expect(isMarked({ a: ['x', markOf(output)] })).toBe(true);
  expect(isMarked({ a: 'shop' })).toBe(false);
});

test('marks come out as what they stand for, in the middle of a text, too', async () => {
  const output = pulumi.output('shop');
  expect(unmarked('plain')).toBe('plain');
  expect(await known(unmarked(`a.${markOf(output)}.svc and ${dressedMarkOf(output)}`))).toBe('a.shop.svc and shop');
});

test('in a file of JSON a value is part of a string', async () => {
  const text = JSON.stringify({ a: `x ${markOf(pulumi.output('say "hi"\\'))}` });
  expect(JSON.parse(await known(unmarked(text)))).toEqual({ a: 'x say "hi"\\' });
});

test('promises, lists and members', async () => {
  const value: WithInputs<{ a: string[]; b: { c: string }; d: number }> = { a: [Promise.resolve('x'), 'y'], b: { c: pulumi.output('z') }, d: 5 };
  const plain = marked<{ a: string[]; b: { c: string }; d: number }>(value);
  expect(plain).toMatchObject({ d: 5, a: [expect.any(String), 'y'] });
  expect(await known(unmarked(`${plain.a[0]}${plain.b.c}`))).toBe('xz');
});

test('a name that says its content is that of the content once it is known, and so are names made of it', async () => {
  const mark = markOf(pulumi.output('shop'));
  const [data, name] = [{ file: `in ${mark}` }, hashedName('config', { file: `in ${mark}` })];
  const spec = { template: { volume: name } };
  const objects = unmarkedObjects([object(name, { data }), object(hashedName('job', spec.template), { spec }), object('other', { uses: name })]);
  const resolved = await known(pulumi.output(objects.map((each) => each.object)) as pulumi.Output<any[]>);
  const expected = hashedName('config', { file: 'in shop' });
  expect(resolved.map(({ metadata }) => metadata.name)).toEqual([expected, hashedName('job', { volume: expected }), 'other']);
  expect(resolved[1].spec.template.volume).toBe(expected);
  expect(resolved[2].uses).toBe(expected);
});

test('what is not known yet is not known', async () => {
  const { outputs } = await recorded(() => {
    class Made extends pulumi.CustomResource {}
    const made = new Made('test:index:Made', 'made', {});
    return { whole: unmarked(`a ${markOf(made.id)}`), plain: unmarked('a') };
  }, { preview: true });
  expect(outputs).toEqual({ whole: UNKNOWN, plain: 'a' });
});
