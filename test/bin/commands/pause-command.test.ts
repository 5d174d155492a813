import { createServer, type Server } from 'node:http';
import { randomInt } from 'node:crypto';
import { agentKey } from '../../../lib/agent/authenticity';
import { startServer } from '../../../lib/agent/server';
import { demo, folder, invoked, type Invoked } from './invoked';

const PASSWORD = 'only-for-this-test';
const subnet = `127.${randomInt(10, 250)}.${randomInt(0, 256)}`;
const addresses = Object.fromEntries(demo.nodes.map(({ name }, index) => [name, `${subnet}.${index + 1}`]));
const files = folder();
let servers: Server[] = [];
let heard: [string, number][] = [];
let port = 0;

beforeAll(async () => {
  port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, `${subnet}.1`, () => {
      const found = (probe.address() as { port: number }).port;
      probe.close(() => resolve(found));
    });
  });
  files.file('plan.redis-ha.json', { ...demo, ports: { ...demo.ports, agent: port } });
  files.file('agent', PASSWORD);
  files.file('bindings.json', JSON.stringify({ schemaVersion: 1, deployment: demo.name, addresses }));
});

beforeEach(async () => {
  heard = [];
  servers = await Promise.all(demo.nodes.map(({ name }) => startServer({
    host: addresses[name]!, port, key: agentKey(PASSWORD), node: name, health: () => ({ status: 404, body: {} }),
    peerState: () => ({ sentinelEpoch: 0, phase: 'serving' }),
    commands: { pause: (word) => { heard.push([name, Number(word)]); return Promise.resolve({ ok: true, detail: 'taken' }); } },
  })));
});

afterEach(() => servers.forEach((server) => { server.closeAllConnections(); server.close(); }));
afterAll(() => files.remove());

function pause(...words: string[]): Promise<Invoked> {
  return invoked('pause-automation', files.file('plan.redis-ha.json'), '--bindings', files.file('bindings.json'), '--secrets', files.file('.'), ...words);
}

test('every agent is told until when', async () => {
  const before = Date.now();
  const { code, out } = await pause('--for', '1h');
  expect([code, out.trim().split('\n')]).toEqual([0, demo.nodes.map(({ name }) => `${name}: taken`)]);
  expect(heard.map(([name]) => name).sort()).toEqual(demo.nodes.map(({ name }) => name));
  for (const [, until] of heard) {
    expect(until - before).toBeGreaterThanOrEqual(3600_000);
    expect(until - before).toBeLessThan(3660_000);
  }
});

test('a pause ends at once with --resume', async () => {
  expect((await pause('--resume', '--json')).code).toBe(0);
  expect(heard.map(([, until]) => until)).toEqual([0, 0, 0]);
});

test('an agent that does not answer is named, and the exit code says so', async () => {
  servers[1]!.closeAllConnections();
  await new Promise((resolve) => servers[1]!.close(resolve));
  const { code, out } = await pause('--for', '10m');
  expect(code).toBe(1);
  expect(out).toContain('node-2: refused: ');
  expect(heard).toHaveLength(2);
});

test.each([[[], 'missing'], [['--for', '1h', '--resume'], 'given beside --resume'], [['--for', '30d'], 'got 30d']])('%j is refused', async (words, problem) => {
  const { code, err } = await pause(...words);
  expect([code, err]).toEqual([2, expect.stringContaining(`--for: ${problem}`)]);
  expect(heard).toEqual([]);
});
