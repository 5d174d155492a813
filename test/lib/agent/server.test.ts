import { request, type Server } from 'node:http';
import { agentKey, sign, verifyAnswer } from '../../../lib/agent/authenticity';
import { command, askPeer } from '../../../lib/agent/client';
import { startServer } from '../../../lib/agent/server';
import { peer } from './situations';

const key = agentKey('secret');
const HOST = '127.0.0.1';
let server: Server;
let port: number;
let handovers: (string | undefined)[];
let orders: unknown[];
let answer: { ok: boolean; detail: string };

beforeEach(async () => {
  handovers = [];
  orders = [];
  answer = { ok: true, detail: 'done' };
  server = await startServer({
    host: HOST, port: 0, key, node: 'node-1',
    health: (path) => (path === '/ready' ? { status: 503, body: { ready: false } } : { status: path === '/live' ? 200 : 404, body: { path } }),
    peerState: () => peer(),
    commands: {
      handover: (target) => { handovers.push(target); return Promise.resolve(answer); },
      rebuild: (order) => { orders.push(JSON.parse(order)); return Promise.resolve(answer); },
    },
  });
  port = (server.address() as { port: number }).port;
});

afterEach(() => { server.closeAllConnections(); server.close(); });

function ask(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: HOST, port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (part) => { text += String(part); });
      response.on('end', () => resolve({ status: response.statusCode!, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function challenge(): Promise<string> {
  return (JSON.parse((await ask('GET', '/challenge')).text) as { nonce: string }).nonce;
}

const proof = (nonce: string, verb: string, word: string, by = key): Record<string, string> =>
  ({ 'x-redis-ha-nonce': nonce, 'x-redis-ha-mac': sign(by, verb, nonce, word) });

test('probes need no secret and pass the health answer on', async () => {
  expect(await ask('GET', '/live')).toMatchObject({ status: 200 });
  expect(await ask('GET', '/ready')).toEqual({ status: 503, text: '{"ready":false}\n' });
  expect(await ask('GET', '/other')).toMatchObject({ status: 404 });
});

test('what peers rely on is bound to their question', async () => {
  const { text } = await ask('GET', '/peer?nonce=mine');
  expect(JSON.parse(verifyAnswer(key, 'mine', text))).toEqual(peer());
  expect(() => verifyAnswer(key, 'other', text)).toThrow();
  await expect(askPeer({ host: HOST, port }, agentKey('guess'))).rejects.toThrow('does not prove');
  await expect(askPeer({ host: HOST, port }, key)).resolves.toEqual(peer());
  await expect(askPeer({ host: HOST, port, name: 'node-1' }, key)).resolves.toEqual(peer());
  await expect(askPeer({ host: HOST, port, name: 'node-2' }, key)).rejects.toThrow('node-1 answers where node-2 was asked');
});

test('a handover with the proof is done, with or without a target', async () => {
  expect(await command({ host: HOST, port }, key, 'handover', 'node-2')).toMatchObject({ ok: true });
  expect(await command({ host: HOST, port }, key, 'handover', '')).toMatchObject({ ok: true });
  expect(handovers).toEqual(['node-2', '']);
});

test('one that is refused answers 409 and why', async () => {
  answer = { ok: false, detail: 'not the primary' };
  const nonce = await challenge();
  expect(await ask('POST', '/handover', proof(nonce, 'handover', ''))).toEqual({ status: 409, text: '{"ok":false,"detail":"not the primary"}\n' });
});

test.each<[string, (nonce: string) => [string, Record<string, string>]]>([
  ['no proof', () => ['/handover', {}]],
  ['a proof with another secret', (nonce) => ['/handover', proof(nonce, 'handover', '', agentKey('guess'))]],
  ['a proof for another target', (nonce) => ['/handover?to=node-3', proof(nonce, 'handover', 'node-2')]],
  ['a proof for another command', (nonce) => ['/handover', proof(nonce, 'rebuild', '')]],
  ['a nonce nobody gave out', () => ['/handover', proof('0'.repeat(32), 'handover', '')]],
  ['a proof that is not even of letters', (nonce) => ['/handover', { 'x-redis-ha-nonce': nonce, 'x-redis-ha-mac': 'é'.repeat(64) }]],
])('%s: 403 and nothing is done', async (_, made) => {
  const [path, headers] = made(await challenge());
  expect(await ask('POST', path, headers)).toMatchObject({ status: 403 });
  expect(handovers).toEqual([]);
});

test('a challenge counts once', async () => {
  const nonce = await challenge();
  expect((await ask('POST', '/handover', proof(nonce, 'handover', ''))).status).toBe(200);
  expect((await ask('POST', '/handover', proof(nonce, 'handover', ''))).status).toBe(403);
  expect(handovers).toHaveLength(1);
});

test('a challenge is over after ten seconds', async () => {
  const nonce = await challenge();
  const real = Date.now();
  const clock = jest.spyOn(Date, 'now').mockReturnValue(real + 10_001);
  expect((await ask('POST', '/handover', proof(nonce, 'handover', ''))).status).toBe(403);
  clock.mockRestore();
});

test('an order is signed as a whole and must be short', async () => {
  const order = JSON.stringify({ id: 'x', primary: 'node-2', epoch: 9, issuedAt: '', by: 'me' });
  expect(await command({ host: HOST, port }, key, 'rebuild', order)).toMatchObject({ ok: true });
  expect(orders).toEqual([JSON.parse(order)]);
  const nonce = await challenge();
  expect((await ask('POST', '/rebuild', proof(nonce, 'rebuild', order), order.replace('node-2', 'node-3'))).status).toBe(403);
  expect((await ask('POST', '/rebuild', proof(await challenge(), 'rebuild', 'x'.repeat(5000)), 'x'.repeat(5000))).status).toBe(500);
  expect(orders).toHaveLength(1);
});

test('nothing else is changed by anything but GET', async () => {
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect((await ask(method, '/live')).status).toBe(405);
  }
  expect((await ask('GET', '/handover')).status).toBe(404);
  expect(handovers).toEqual([]);
});

test('an address that is taken is an error, not silence', async () => {
  await expect(startServer({ host: HOST, port, key } as unknown as Parameters<typeof startServer>[0])).rejects.toThrow('EADDRINUSE');
});
