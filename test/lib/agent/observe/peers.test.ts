import type { Server } from 'node:http';
import { agentKey } from '../../../../lib/agent/authenticity';
import { PeerWatch } from '../../../../lib/agent/observe/peers';
import { startServer } from '../../../../lib/agent/server';
import { until } from '../../../../lib/drill/clock';
import { peer } from '../situations';

const key = agentKey('secret');
const servers: Server[] = [];
const watches: PeerWatch[] = [];
let sources: string[] = [];

afterEach(() => {
  watches.splice(0).forEach((watch) => watch.stop());
  servers.splice(0).forEach((server) => { server.closeAllConnections(); server.close(); });
  sources = [];
});

async function agent(by: Buffer, node = 'node-2', phase = 'serving'): Promise<{ host: string; port: number; server: Server }> {
  const server = await startServer({
    host: '127.0.0.1', port: 0, key: by, node, health: () => ({ status: 200, body: {} }), peerState: () => peer({ phase }),
    commands: {},
  });
  server.on('connection', (socket) => sources.push(socket.remoteAddress ?? ''));
  servers.push(server);
  return { host: '127.0.0.1', port: (server.address() as { port: number }).port, server };
}

function watch(peers: { name: string; host: string; port: number }[]): PeerWatch {
  const made = new PeerWatch(peers, '127.0.0.9', key);
  watches.push(made);
  made.start();
  return made;
}

test('what an agent of this deployment says is known, and asked for from this node\'s address', async () => {
  const it = watch([{ name: 'node-2', ...await agent(key) }]);
  expect(await until(() => it.states(Date.now())['node-2'], 2000, 10)).toEqual(peer({ phase: 'serving' }));
  expect(new Set(sources)).toEqual(new Set(['127.0.0.9']));
});

test('what anybody else says is not', async () => {
  const it = watch([{ name: 'node-2', ...await agent(agentKey('guess')) }, { name: 'node-3', ...await agent(key, 'node-3') }]);
  await until(() => it.states(Date.now())['node-3'], 2000, 10);
  await new Promise((resolve) => { setTimeout(resolve, 400); });
  expect(Object.keys(it.states(Date.now()))).toEqual(['node-3']);
});

test('a word that is old counts no more, and one that falls silent is forgotten', async () => {
  const other = await agent(key);
  const it = watch([{ name: 'node-2', ...other }]);
  await until(() => it.states(Date.now())['node-2'], 2000, 10);
  expect(it.states(Date.now() + 1501)).toEqual({});
  other.server.closeAllConnections();
  other.server.close();
  expect(await until(() => Object.keys(it.states(Date.now())).length === 0, 2000, 20)).toBe(true);
});
