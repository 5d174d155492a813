import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { agentKey, sign, signAnswer } from '../../../lib/agent/authenticity';
import { askPeer, command, type AgentAddress } from '../../../lib/agent/client';
import { peer } from './situations';

const key = agentKey('secret');
let server: Server | undefined;

async function agent(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<AgentAddress> {
  server = createServer(answer);
  await new Promise<void>((resolve) => { server!.listen(0, '127.0.0.1', resolve); });
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

afterEach(async () => {
  const closing = server;
  server = undefined;
  closing?.closeAllConnections();
  await new Promise((resolve) => { closing!.close(resolve); });
});

const nonceOf = (request: IncomingMessage): string => new URL(request.url!, 'http://agent').searchParams.get('nonce')!;

test('a peer is believed when it signed this very question', async () => {
  const address = await agent((request, response) => response.end(signAnswer(key, nonceOf(request), JSON.stringify(peer()), 'node-2')));
  expect(await askPeer({ ...address, name: 'node-2' }, key)).toEqual(JSON.parse(JSON.stringify(peer())));
});

test.each<[string, (nonce: string) => string]>([
  ['signed with another key', (nonce) => signAnswer(agentKey('other'), nonce, '{}', 'node-2')],
  ['signed for another question', () => signAnswer(key, 'old', '{}', 'node-2')],
  ['given by another node of the deployment', (nonce) => signAnswer(key, nonce, '{}', 'node-3')],
  ['signed as one node and sent as another', (nonce) => signAnswer(key, nonce, '{}', 'node-3').replace('node-3', 'node-2')],
  ['not signed', () => '{}'],
  ['no JSON', () => 'no'],
])('an answer that is %s is none', async (_, answer) => {
  const address = await agent((request, response) => response.end(answer(nonceOf(request))));
  await expect(askPeer({ ...address, name: 'node-2' }, key)).rejects.toThrow();
});

test('silence ends in an error that names the node, soon', async () => {
  const address = await agent(() => undefined);
  const began = Date.now();
  await expect(askPeer(address, key)).rejects.toThrow('no answer from 127.0.0.1 within');
  expect(Date.now() - began).toBeLessThan(5000);
});

test.each<[string, string, string]>([
  ['handover to the best', 'handover', ''],
  ['handover to a node', 'handover', 'node-2'],
  ['order', 'rebuild', '{"id":"1"}'],
])('%s: what is asked is signed with the challenge', async (_, verb, word) => {
  const seen: unknown[] = [];
  const address = await agent((request, response) => {
    if (request.url === '/challenge') {
      response.end('{"nonce":"n1"}');
      return;
    }
    let body = '';
    request.on('data', (part) => { body += String(part); });
    request.on('end', () => {
      seen.push([request.method, request.url, body, request.headers['x-redis-ha-nonce'], request.headers['x-redis-ha-mac']]);
      response.end('{"ok":true,"to":"node-2","detail":"done"}');
    });
  });
  expect(await command(address, key, verb, word)).toEqual({ ok: true, to: 'node-2', detail: 'done' });
  expect(seen).toEqual([['POST', `/${verb}`, word, 'n1', sign(key, verb, 'n1', word)]]);
});

test.each([
  ['{"ok":false,"detail":"too late"}', 'too late'],
  ['{"error":"not authorized"}', 'not authorized'],
  ['{}', 'no answer'],
])('%s is a refusal, with its reason', async (answer, detail) => {
  const address = await agent((request, response) => response.end(request.url === '/challenge' ? '{"nonce":"n"}' : answer));
  expect(await command(address, key, 'rebuild', '{}')).toEqual({ ok: false, detail });
});
