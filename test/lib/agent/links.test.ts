import { openLinks, type Links } from '../../../lib/agent/links';
import { SentinelPlacement, Topology } from '../../../lib/model';
import { NodeRole, nodesWith, plan } from '../../../lib/plan';
import { SECRETS } from '../config/real-server';
import { demoSpec } from '../plan/specs';
import { fakeServer } from '../redis/fake-server';

const apart = plan(demoSpec({ topology: Topology.sentinel({ placement: SentinelPlacement.OWN_NODES }) }));
const addresses = Object.fromEntries(apart.nodes.map(({ name }, index) => [name, `127.200.1.${index + 1}`]));
const bindings = { schemaVersion: 1, deployment: 'demo', addresses };
const config = {
  node: 'node-1', planFile: '', bindingsFile: '', dataDir: '', runDir: '', platform: { kind: 'file' as const, secretsDir: '', outsideDir: '' },
};
let links: Links | undefined;
afterEach(() => links?.close());

test('a link per server, by role; addresses are told apart by the data port', () => {
  links = openLinks({ plan: apart, bindings }, config, SECRETS);
  expect([...links.redis.keys()]).toEqual(nodesWith(apart.nodes, NodeRole.DATA).map(({ name }) => name));
  expect([...links.sentinels.keys()]).toEqual(nodesWith(apart.nodes, NodeRole.SENTINEL).map(({ name }) => name));
  expect(links.nodeAt(addresses['node-2']!, apart.ports.redis)).toBe('node-2');
  expect(links.nodeAt(addresses['node-2']!, apart.ports.sentinel)).toBeUndefined();
  expect(links.nodeAt('127.200.1.99', apart.ports.redis)).toBeUndefined();
});

test('connects as the agent, from this node\'s address; after close nothing more is opened', async () => {
  const seen: string[][] = [];
  const server = await fakeServer((words) => { seen.push(words); return '+OK\r\n'; });
  const near = { ...apart, ports: { ...apart.ports, redis: server.port } };
  links = openLinks({ plan: near, bindings: { ...bindings, addresses: { ...addresses, 'node-2': '127.0.0.1' } } }, { ...config, bindAddress: '127.0.0.5' }, SECRETS);
  try {
    expect(links.network).toMatchObject({ listen: '127.0.0.5', source: '127.0.0.5', local: '127.0.0.5' });
    await links.redis.get('node-2')!.call('PING');
    expect(seen[0]!.slice(1)).toEqual(['agent', SECRETS.agent]);
    expect(server.sources).toEqual(['127.0.0.5']);
    links.close();
    await expect(links.redis.get('node-2')!.call('PING')).rejects.toThrow('closed');
  } finally {
    await server.close();
  }
});

test('in a pod its own servers are reached over loopback, others at their addresses, from whatever address the system chooses', async () => {
  const server = await fakeServer(() => '+OK\r\n');
  const near = { ...apart, ports: { ...apart.ports, redis: server.port } };
  links = openLinks({ plan: near, bindings: { ...bindings, addresses: { ...addresses, 'node-2': '127.0.0.1' } } }, { ...config, bindAddress: '*' }, SECRETS);
  try {
    await links.redis.get('node-1')!.call('PING');
    await links.redis.get('node-2')!.call('PING');
    expect(server.sources).toEqual(['127.0.0.1', '127.0.0.1']);
    expect(links.nodeAt(addresses['node-1']!, server.port)).toBe('node-1');
  } finally {
    await server.close();
  }
});

test('what a Sentinel means by an address that has changed is told apart from who is there', () => {
  const [host, port] = ['127.200.9.1', apart.ports.redis];
  links = openLinks({ plan: apart, bindings, formerly: { [host]: 'node-2' } }, config, SECRETS);
  expect([links.nodeAt(host, port), links.meantBy(host, port), links.meantBy(host, 1)]).toEqual([undefined, 'node-2', undefined]);
  expect(links.meantBy(addresses['node-1']!, port)).toBe('node-1');
});
