import { readFileSync, writeFileSync } from 'node:fs';
import { FormerAddresses } from '../../../../lib/agent/pod/former-addresses';
import { knownAddresses, resolveBindings, resolveHosts } from '../../../../lib/agent/pod/resolve-bindings';
import { PodFolder } from './pod-folder';

const hosts = { 'node-1': 'demo-node-1', 'node-2': 'demo-node-2' };
let pod: PodFolder;
let events: string[];
beforeEach(() => { pod = new PodFolder(hosts); events = []; });
afterEach(() => pod.remove());
const log = (event: string): void => { events.push(event); };

/** A DNS that answers from a table. */
const dns = (table: Record<string, string[]>) => async (host: string): Promise<string[]> => {
  const found = table[host];
  if (!found) {
    throw new Error('ENOTFOUND');
  }
  return found;
};

test('writes down real addresses and whatever else the bindings say, also for later', async () => {
  const lookup = dns({ 'demo-node-1': ['10.96.0.1'], 'demo-node-2': ['fd00:10:96::2'] });
  await resolveBindings(pod.config, log, { lookup });
  expect(JSON.parse(readFileSync(pod.config.bindingsFile, 'utf8'))).toEqual({
    schemaVersion: 1, deployment: 'demo', addresses: { 'node-1': '10.96.0.1', 'node-2': 'fd00:10:96::2' },
    restore: { store: '/store', deployment: 'demo', backup: 'b1' },
  });
  expect(await new FormerAddresses(pod.config).load()).toEqual([{ 'node-1': '10.96.0.1', 'node-2': 'fd00:10:96::2' }]);
});

test('waits for a Service that is not there yet, and says for which', async () => {
  const table: Record<string, string[]> = { 'demo-node-1': ['10.96.0.1'] };
  let asked = 0;
  const lookup = async (host: string): Promise<string[]> => {
    asked += 1;
    if (asked > 4) {
      table['demo-node-2'] = ['10.96.0.2'];
    }
    return dns(table)(host);
  };
  const { addresses } = await resolveBindings(pod.config, log, { lookup, periodMs: 5 });
  expect(addresses['node-2']).toBe('10.96.0.2');
  expect(events).toContain('addresses-awaited');
});

test('gives up after its time, by name, and writes nothing', async () => {
  const lookup = dns({ 'demo-node-1': ['10.96.0.1'] });
  await expect(resolveBindings(pod.config, log, { lookup, periodMs: 5, patienceMs: 30 })).rejects.toThrow('no address for demo-node-2');
  expect(await knownAddresses(pod.config)).toEqual({});
});

test('what was resolved before stands in for a DNS that is gone, without waiting', async () => {
  writeFileSync(pod.config.bindingsFile, JSON.stringify({ addresses: { 'node-1': '10.96.0.1', 'node-2': '10.96.0.2' } }));
  const { addresses } = await resolveBindings(pod.config, log, { lookup: dns({ 'demo-node-2': ['10.96.0.7'] }) });
  expect(addresses).toEqual({ 'node-1': '10.96.0.1', 'node-2': '10.96.0.7' });
  expect(events).toEqual(['addresses-kept']);
});

test('of several addresses the one it has had, else always the same family', async () => {
  const both = async (): Promise<string[]> => ['fd00::1', '10.96.0.1'];
  expect((await resolveHosts({ a: 'x' }, {}, both)).addresses).toEqual({ a: '10.96.0.1' });
  expect((await resolveHosts({ a: 'x' }, { a: 'fd00::1' }, both)).addresses).toEqual({ a: 'fd00::1' });
  expect((await resolveHosts({ a: 'x' }, { a: '10.96.0.9' }, both)).addresses).toEqual({ a: '10.96.0.1' });
});

test('asks for one name at a time', async () => {
  let most = 0;
  let open = 0;
  const slow = async (): Promise<string[]> => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    open -= 1;
    return ['10.0.0.1'];
  };
  await resolveHosts({ a: 'x', b: 'y', c: 'z' }, {}, slow);
  expect(most).toBe(1);
});
