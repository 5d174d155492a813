import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../lib/drill/clock';
import { startLab, type Lab } from '../../../lib/lab';
import { Topology, TopologyKind } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { RedisLink } from '../../../lib/redis';
import { demoSpec } from '../plan/specs';

const two = plan(demoSpec({ name: 'changed', topology: Topology.sentinel({ replicas: 2 }) }));
const three = plan(demoSpec({ name: 'changed', topology: Topology.sentinel({ replicas: 3 }) }));
let lab: Lab;
const links: RedisLink[] = [];

beforeAll(async () => {
  lab = await startLab(two);
  await lab.healthy(40_000);
}, 50_000);

afterAll(async () => {
  links.forEach((link) => link.close());
  await lab?.down();
});

function app(host: string, port = two.ports.redis): RedisLink {
  const link = new RedisLink({ host, port, username: 'app', password: lab.secret('app'), timeoutMs: 2000 });
  links.push(link);
  return link;
}

const inFile = (name: string): unknown => JSON.parse(readFileSync(join(lab.directory, name), 'utf8'));

test('another deployment or topology is refused', async () => {
  await expect(lab.apply(plan(demoSpec({ name: 'other' })))).rejects.toThrow('changed (sentinel) cannot become other (sentinel)');
  const cluster = { ...two, topology: { ...two.topology, kind: TopologyKind.CLUSTER } };
  await expect(lab.apply(cluster)).rejects.toThrow('cannot become changed (cluster)');
  expect(lab.plan).toEqual(two);
});

test('a node more: the next address, started, in sync; nobody\'s Redis restarts and the primary stays', async () => {
  const running = lab.nodes.map((node) => node.pid('redis'));
  const primary = await lab.primary();
  await app(lab.node(primary!).host).call('SET', 'k', 'v');
  await lab.apply(three);
  await lab.healthy(60_000);
  expect(lab.nodes.map(({ name }) => name)).toEqual(three.nodes.map(({ name }) => name));
  expect(lab.node('node-4').host).toBe(lab.node('node-3').host.replace(/3$/, '4'));
  expect([inFile('plan.json'), inFile('bindings.json')]).toEqual([three, lab.bindings]);
  expect(await app(lab.node('node-4').host).call('GET', 'k')).toBe('v');
  expect(lab.nodes.slice(0, 3).map((node) => node.pid('redis'))).toEqual(running);
  expect(await lab.primary()).toBe(primary);
}, 90_000);

test('a node less: stopped, with its address and data gone; one of its name later is a new one', async () => {
  const { host } = lab.node('node-4');
  await lab.apply(two);
  expect(lab.node('node-4').pid('redis')).toBeDefined();
  await lab.remove('node-4');
  expect(() => lab.node('node-4')).toThrow('no node "node-4"');
  expect(Object.keys(lab.bindings.addresses)).toEqual(['node-1', 'node-2', 'node-3']);
  expect(inFile('bindings.json')).toEqual(lab.bindings);
  expect(existsSync(join(lab.directory, 'nodes', 'node-4'))).toBe(false);
  await expect(app(host).call('PING')).rejects.toThrow();
  await lab.healthy(60_000);
  await lab.apply(three);
  expect(lab.node('node-4').host).not.toBe(host);
  await lab.apply(two);
  await lab.remove('node-4');
  await lab.healthy(60_000);
}, 150_000);

test('through the load balancer: to the primary, to the new one after a handover, replicas for readers', async () => {
  const timing = { intervalMs: 150 };
  const { host, port } = await lab.proxy('primary', timing);
  expect(await lab.proxy('primary')).toEqual({ host, port });
  const before = app(host, port);
  expect(await before.call('SET', 'through', 'old')).toBe('OK');
  const readers = await lab.proxy('replicas', timing);
  await expect(app(readers.host, readers.port).call('SET', 'through', 'reader')).rejects.toThrow('READONLY');
  // Agents that have just started again know nobody to hand over to for a moment.
  let to: string | undefined;
  expect(await until(async () => { ({ to } = await lab.handover()); return to !== undefined; }, 15_000, 300)).toBe(true);
  await lab.healthy(30_000);
  const deadline = Date.now() + 10_000;
  while (await app(host, port).call('ROLE').then((role) => (role as unknown[])[0] !== 'master', () => true)) {
    expect(Date.now()).toBeLessThan(deadline);
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  expect(await app(host, port).call('SET', 'through', 'new')).toBe('OK');
  expect(await app(lab.node(to!).host).call('GET', 'through')).toBe('new');
  expect(lab.events.filter(({ source, node }) => source === 'proxy' && node === to).map(({ message }) => message))
    .toContain('primary: healthy');
}, 90_000);

test('slow is a fault that ends; a volume that shares the disk cannot be filled', async () => {
  const replica = lab.nodes.find(({ name }) => name !== 'node-1' && lab.plan.nodes.some((node) => node.name === name))!;
  const state = (): string => /\) (\S)/.exec(readFileSync(`/proc/${replica.pid('redis')!}/stat`, 'utf8'))![1]!;
  replica.slow(400);
  expect(await until(() => state() === 'T', 2000, 5)).toBe(true);
  replica.slow(0);
  expect(await until(() => state() !== 'T', 2000, 5)).toBe(true);
  await new Promise((resolve) => { setTimeout(resolve, 150); });
  expect(state()).not.toBe('T');
  await expect(replica.fill()).rejects.toThrow('shares this machine\'s disk');
});
