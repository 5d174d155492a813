import { randomInt } from 'node:crypto';
import type { LabNode } from '../../../../lib/lab';
import { StandbyWatch } from '../../../../lib/lab/watch/standby-watch';
import { Topology } from '../../../../lib/model';
import { allNodes, type DeploymentPlan } from '../../../../lib/plan';
import { fakeServer, type FakeServer } from '../../redis/fake-server';
import { twoRegions } from '../../region/promotion/fake-regions';

/** Whom a server copies from; `up` and its primary unless told otherwise. */
interface Server {
  from?: string;
  linked?: boolean;
  silent?: boolean;
}

const subnet = `127.${randomInt(10, 250)}.${randomInt(0, 256)}`;
let plan: DeploymentPlan;
let servers: FakeServer[] = [];
let watch: StandbyWatch | undefined;
let state: Record<string, Server>;
/** What Sentinels say of the replicas they know: node to priority. */
let known: Record<string, string>;
/** Replicas that the nodes of the Cluster in the active region know. */
let members: string[];
let down: string[];

beforeEach(() => { [known, members, down] = [{ 'r2-node-1': '0' }, [], []]; });
afterEach(async () => {
  watch?.close();
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

const addressOf = (node: string): string => `${subnet}.${allNodes(plan).findIndex(({ name }) => name === node) + 1}`;
const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
const list = (parts: string[]): string => `*${parts.length}\r\n${parts.join('')}`;

function answer(node: string, [verb, word]: string[]): string | undefined {
  const { from, linked = true, silent = false } = state[node] ?? {};
  if (silent) {
    return undefined;
  }
  if (verb?.toUpperCase() === 'SENTINEL' && word === 'REPLICAS') {
    return list(Object.entries(known).map(([name, priority]) => list(['ip', addressOf(name), 'slave-priority', priority].map(bulk))));
  }
  if (verb?.toUpperCase() === 'CLUSTER') {
    return bulk(members.map((name) => `id-${name} ${addressOf(name)}:6379@16379 slave,nofailover id 0 0 1 connected\n`).join(''));
  }
  if (verb?.toUpperCase() === 'INFO') {
    return bulk(from === undefined ? 'role:master\r\n' : `role:slave\r\nmaster_host:${addressOf(from)}\r\nmaster_link_status:${linked ? 'up' : 'down'}\r\n`);
  }
  return '+OK\r\n';
}

/** Servers of every node, and a watch that looks at them. */
async function watching(topology = Topology.sentinel()): Promise<StandbyWatch> {
  const made = twoRegions({}, topology);
  plan = made;
  let port = 0;
  for (const { name } of allNodes(made)) {
    const server = await fakeServer((command) => answer(name, command), addressOf(name), port);
    servers.push(server);
    ({ port } = server);
  }
  plan = { ...made, ports: { ...made.ports, redis: port, sentinel: port } };
  const nodes = allNodes(plan).map(({ name }) => ({ name, get running() { return !down.includes(name); } }) as LabNode);
  const addresses = Object.fromEntries(allNodes(plan).map(({ name }) => [name, addressOf(name)]));
  const bindings = { schemaVersion: 1 as const, deployment: plan.name, addresses };
  watch = new StandbyWatch({ plan, nodes, bindings, secrets: { agent: 'x' }, outsideDir: '' });
  return watch;
}

const lacking = (it: StandbyWatch, without?: string): Promise<string> => it.lacking(async () => 'node-1', without);

beforeEach(() => { state = { 'r2-node-1': { from: 'node-1' }, 'r2-node-2': { from: 'r2-node-1' }, 'r2-node-3': { from: 'r2-node-1' } }; });

test('one copies from the primary, the others from that one, and Sentinels know it and never promote it', async () => {
  expect(await lacking(await watching())).toBe('');
});

test.each<[string, () => void, string]>([
  ['a primary in a region that is not active', () => { state['r2-node-2'] = {}; }, 'r2-node-2 is master in a region that is not active'],
  ['a link that is down', () => { state['r2-node-1']!.linked = false; }, 'r2-node-1 is not linked to node-1'],
  ['nobody copies from the primary', () => { state['r2-node-1']!.from = 'node-2'; }, 'none of r2-node-1, r2-node-2, r2-node-3 copies from the primary node-1'],
  ['a second one that crosses the link', () => { state['r2-node-3']!.from = 'node-1'; }, 'r2-node-3 copies from node-1, and r2-node-1 leads its region'],
  ['a server that hangs', () => { state['r2-node-2']!.silent = true; }, 'r2-node-2: '],
  ['Sentinels that do not know it', () => { known = {}; }, 'Sentinel of node-1 does not know r2-node-1'],
  ['Sentinels that may promote it', () => { known = { 'r2-node-1': '100' }; }, 'Sentinel of node-1 may promote r2-node-1: its priority is 100'],
])('%s is lacking', async (_, damage, message) => {
  damage();
  expect(await lacking(await watching())).toContain(message);
});

test('nobody leads the active region: that is lacking, and no failure', async () => {
  expect(await (await watching()).lacking(async () => undefined)).toContain('copies from the primary (nobody)');
});

test('a node that is down, or left out, is not asked; nor its Sentinel', async () => {
  state['r2-node-3'] = { silent: true };
  const it = await watching();
  expect(await lacking(it, 'r2-node-3')).toBe('');
  down = ['r2-node-3', 'node-2'];
  state['node-2'] = { silent: true };
  expect(await lacking(it)).toBe('');
});

test('in a Cluster every copy follows the primary of its shard itself', async () => {
  const shardsOf = (node: string): number => allNodes(plan).find(({ name }) => name === node)!.shard!;
  const it = await watching(Topology.cluster());
  const primaryOf = (shard: number): string => plan.nodes.find((node) => node.shard === shard)!.name;
  const copies = allNodes(plan).filter(({ name }) => name.startsWith('r2-'));
  state = Object.fromEntries(copies.map(({ name }) => [name, { from: primaryOf(shardsOf(name)) }]));
  members = copies.slice(1).map(({ name }) => name);
  expect(await it.lacking(async (shard) => primaryOf(shard))).toBe(`${primaryOf(copies[0]!.shard!)} does not know ${copies[0]!.name}`);
  members = copies.map(({ name }) => name);
  expect(await it.lacking(async (shard) => primaryOf(shard))).toBe('');
  const [first, second] = copies.filter(({ shard }) => shard === 1);
  state[second!.name] = { from: first!.name };
  expect(await it.lacking(async (shard) => primaryOf(shard))).toContain(`${second!.name} copies from ${first!.name}`);
});
