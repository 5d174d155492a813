import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { UNKNOWN, recorded } from './recorded';

class Box extends pulumi.CustomResource {
  declare public readonly size: pulumi.Output<number>;
  declare public readonly address: pulumi.Output<string>;

  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super('test:index:Box', name, { address: undefined, ...args }, opts);
  }
}

class Pair extends pulumi.ComponentResource {
  public readonly second: Box;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super('test:index:Pair', name, {}, opts);
    const first = new Box(`${name}-first`, { size: 1, password: pulumi.secret('x') }, { parent: this, protect: true });
    this.second = new Box(`${name}-second`, { size: 2, from: [first.address], of: first.id }, { parent: this, retainOnDelete: true });
    this.registerOutputs({ address: this.second.address });
  }
}

function program(): pulumi.Inputs {
  const { second } = new Pair('pair');
  void pulumi.log.warn('beware');
  return { size: second.size, address: second.address, word: pulumi.secret('y') };
}

test('tells what a program registered, with its options and its tree', async () => {
  const told = await recorded(program, { outputsOf: ({ name }) => ({ address: `at ${name}` }) });
  expect(told.resources.map(({ name, custom }) => [name, custom])).toEqual([['pair', false], ['pair-first', true], ['pair-second', true]]);
  const [first, second] = [told.named('pair-first'), told.named('pair-second')];
  expect(first).toMatchObject({
    type: 'test:index:Box', inputs: { size: 1, password: 'x' }, secrets: ['password'], parent: told.named('pair').urn,
    options: { protect: true, retainOnDelete: false },
  });
  expect(second).toMatchObject({
    inputs: { size: 2, from: ['at pair-first'], of: 'pair-first-id' }, dependencies: [first.urn], options: { retainOnDelete: true },
  });
  expect(told.named('pair').outputs).toEqual({ address: 'at pair-second' });
  expect(told.outputs).toEqual({ size: 2, address: 'at pair-second', word: 'y' });
  expect(told.secretOutputs).toEqual(['word']);
  expect(told.logged).toEqual([expect.stringContaining('beware')]);
  expect(told.ofType('test:index:Box')).toEqual([first, second]);
  expect(() => told.named('nobody')).toThrow('0 resources are named nobody; there are: pair, pair-first, pair-second');
});

test('in a preview what nobody gave is not known', async () => {
  const told = await recorded(program, { preview: true });
  expect(told.named('pair-second').inputs).toEqual({ size: 2, from: [UNKNOWN], of: UNKNOWN });
  expect(told.outputs).toEqual({ size: 2, address: UNKNOWN, word: 'y' });
});

test('files that a program writes into its folder are told, too', async () => {
  const { files } = await recorded(() => {
    mkdirSync(join(process.cwd(), 'out'));
    writeFileSync(join(process.cwd(), 'out', 'a.txt'), 'text');
  });
  expect(files).toEqual({ 'out/a.txt': 'text' });
});

test('a program that throws is a run that fails, and the next one is not disturbed by it', async () => {
  await expect(recorded(() => { throw new Error('no'); })).rejects.toThrow('no');
  expect((await recorded(program)).resources).toHaveLength(3);
});

test('functions of providers answer what they are told to', async () => {
  const told = await recorded(async () => ({ found: ((await pulumi.runtime.invoke('test:index:find', { a: 1 })) as Record<string, string>).name }),
    { answer: (token, { a }) => ({ name: `${token} ${a}` }) });
  expect(told.invokes).toEqual([{ token: 'test:index:find', inputs: { a: 1 } }]);
  expect(told.outputs).toEqual({ found: 'test:index:find 1' });
});
