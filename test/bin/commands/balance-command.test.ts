import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { agentKey } from '../../../lib/agent/authenticity';
import type { CommandResult } from '../../../lib/agent/command-result';
import { startServer } from '../../../lib/agent/server';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { folder, invoked, type Invoked } from './invoked';

const PASSWORD = 'only-for-this-test';
const subnet = `127.${randomInt(10, 250)}.${randomInt(0, 256)}`;
const of = (topology: Topology) => plan({
  name: 'demo', engine: Engine.REDIS_7_0, topology, objectives: { rpoSeconds: 60, rtoSeconds: 120 }, failureDomains: 3,
});
const cluster = of(Topology.cluster());
const addresses = Object.fromEntries(cluster.nodes.map(({ name }, index) => [name, `${subnet}.${index + 1}`]));
const files = folder();
let server: Server;
let port = 0;
let answers: CommandResult[] = [];

beforeAll(async () => {
  port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, `${subnet}.2`, () => {
      const found = (probe.address() as { port: number }).port;
      probe.close(() => resolve(found));
    });
  });
  files.file('plan.redis-ha.json', { ...cluster, ports: { ...cluster.ports, agent: port } });
  files.file('agent', PASSWORD);
  files.file('bindings.json', JSON.stringify({ schemaVersion: 1, deployment: 'demo', addresses }));
  // Only the second node's agent answers.
  server = await startServer({
    host: `${subnet}.2`, port, node: 'shard-1-2', key: agentKey(PASSWORD), health: () => ({ status: 404, body: {} }),
    peerState: () => ({ sentinelEpoch: 0, phase: 'serving' }),
    commands: { balance: () => Promise.resolve(answers.shift()!) },
  });
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  files.remove();
});

function balance(...words: string[]): Promise<Invoked> {
  return invoked('balance', files.file('plan.redis-ha.json'), '--bindings', files.file('bindings.json'), '--secrets', files.file('.'), ...words);
}

test('moves one primary after the other until there is nothing to gain, through any agent that answers', async () => {
  answers = [
    { ok: true, to: 'shard-3-1', detail: 'zone-1 holds 2 of 3 primaries' }, { ok: true, detail: 'no domain holds a majority' },
  ];
  expect(await balance()).toMatchObject({ code: 0, out: 'shard-3-1 is primary now: zone-1 holds 2 of 3 primaries\nno domain holds a majority\n' });
});

test('not now: the reason, and exit code 1', async () => {
  answers = [{ ok: false, detail: 'not now: shard-2-2 is copying' }];
  const { code, out } = await balance('--json');
  expect([code, JSON.parse(out)]).toEqual([1, { moves: [], ok: false, detail: 'not now: shard-2-2 is copying' }]);
});

test('a move that repeats for ever is not', async () => {
  answers = Array.from({ length: 50 }, () => ({ ok: true, to: 'shard-1-1', detail: 'again' }));
  await balance();
  expect(answers.length).toBe(50 - cluster.nodes.length - 1);
});

test('one primary that moves when it is told to has nothing to balance', async () => {
  const { code, err } = await invoked('balance', files.file('one.redis-ha.json', of(Topology.replication())));
  expect([code, err]).toEqual([2, expect.stringContaining('use `redis-ha failover --to`')]);
});
