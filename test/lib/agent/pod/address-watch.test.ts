import { readFileSync, writeFileSync } from 'node:fs';
import { AddressWatch } from '../../../../lib/agent/pod/address-watch';
import { until } from '../../../../lib/drill/clock';
import { PodFolder } from './pod-folder';

let pod: PodFolder;
let table: Record<string, string | undefined>;
let watch: AddressWatch;
beforeEach(() => {
  pod = new PodFolder({ 'node-1': 'one', 'node-2': 'two' });
  writeFileSync(pod.config.bindingsFile, JSON.stringify({ addresses: { 'node-1': '10.96.0.1', 'node-2': '10.96.0.2' } }));
  table = { one: '10.96.0.1', two: '10.96.0.2' };
});
afterEach(() => pod.remove());

/** @param answers what each round of two names is answered, the last one from then on */
function open(answers?: (round: number) => void): () => number {
  let asked = 0;
  watch = new AddressWatch(pod.config, () => undefined, {
    periodMs: 1, lookup: async (host) => {
      answers?.(Math.floor(asked / 2));
      asked += 1;
      const address = table[host];
      if (address === undefined) {
        throw new Error('ENOTFOUND');
      }
      return [address];
    },
  });
  return () => asked / 2;
}
const addresses = (): unknown => (JSON.parse(readFileSync(pod.config.bindingsFile, 'utf8')) as { addresses: unknown }).addresses;

test('two equal answers in a row make a change, which is written down and told once', async () => {
  const rounds = open();
  table.one = '10.96.0.9';
  expect(await until(() => watch.moved(), 3000, 2)).toBe(true);
  expect(rounds()).toBe(2);
  expect(addresses()).toEqual({ 'node-1': '10.96.0.9', 'node-2': '10.96.0.2' });
  expect(await until(() => watch.moved(), 100, 2)).toBeFalsy();
});

test('an answer that does not stand is none', async () => {
  const rounds = open((round) => { table.one = round % 2 === 0 ? '10.96.0.8' : '10.96.0.1'; });
  expect(await until(async () => await watch.moved() || rounds() > 8, 3000, 2)).toBe(true);
  expect(addresses()).toEqual({ 'node-1': '10.96.0.1', 'node-2': '10.96.0.2' });
});

test('a name without an answer keeps its address', async () => {
  const rounds = open();
  table = {};
  expect(await until(async () => await watch.moved() || rounds() > 4, 3000, 2)).toBe(true);
  expect(addresses()).toEqual({ 'node-1': '10.96.0.1', 'node-2': '10.96.0.2' });
});

test('nobody waits for a slow answer', async () => {
  watch = new AddressWatch(pod.config, () => undefined, { periodMs: 1, lookup: () => new Promise(() => undefined) });
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  expect(await watch.moved()).toBe(false);
});
