import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { agentKey, sign, signAnswer } from '../../../lib/agent/authenticity';
import { askPeer, commandHandover, commandRebuild, type AgentAddress } from '../../../lib/agent/client';
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
  const address = await agent((request, response) => response.end(signAnswer(key, nonceOf(request), JSON.stringify(peer()))));
  expect(await askPeer(address, key)).toEqual(JSON.parse(JSON.stringify(peer())));
});

test.each<[string, (nonce: string) => string]>([
  ['signed with another key', (nonce) => signAnswer(agentKey('other'), nonce, '{}')],
  ['signed for another question', () => signAnswer(key, 'old', '{}')],
  ['not signed', () => '{}'],
  ['no JSON', () => 'no'],
])('an answer that is %s is none', async (_, answer) => {
  const address = await agent((request, response) => response.end(answer(nonceOf(request))));
  await expect(askPeer(address, key)).rejects.toThrow();
});

test('silence ends in an error that names the node, soon', async () => {
  const address = await agent(() => undefined);
  const began = Date.now();
  await expect(askPeer(address, key)).rejects.toThrow('no answer from 127.0.0.1 within');
  expect(Date.now() - began).toBeLessThan(5000);
});

test.each<[string, (address: AgentAddress) => Promise<unknown>, string, string, string]>([
  ['handover to the best', (address) => commandHandover(address, key, ''), '/handover', 'handover', ''],
  ['handover to a node', (address) => commandHandover(address, key, 'node-2'), '/handover?to=node-2', 'handover', 'node-2'],
  ['order', (address) => commandRebuild(address, key, '{"id":"1"}'), '/rebuild', 'rebuild', '{"id":"1"}'],
])('%s: what is asked is signed with the challenge', async (_, command, path, verb, word) => {
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
  expect(await command(address)).toEqual({ ok: true, to: 'node-2', detail: 'done' });
  expect(seen).toEqual([['POST', path, path === '/rebuild' ? word : '', 'n1', sign(key, verb, 'n1', word)]]);
});

test.each([
  ['{"ok":false,"detail":"too late"}', 'too late'],
  ['{"error":"not authorized"}', 'not authorized'],
  ['{}', 'no answer'],
])('%s is a refusal, with its reason', async (answer, detail) => {
  const address = await agent((request, response) => response.end(request.url === '/challenge' ? '{"nonce":"n"}' : answer));
  expect(await commandRebuild(address, key, '{}')).toEqual({ ok: false, detail });
});
