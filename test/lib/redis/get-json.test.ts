import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getJson } from '../../../lib/redis';

let server: Server | undefined;

async function serving(listener: RequestListener): Promise<number> {
  server = createServer(listener);
  await new Promise<void>((resolve) => { server!.listen(0, '127.0.0.1', resolve); });
  return (server.address() as AddressInfo).port;
}

async function close(): Promise<void> {
  const closing = server;
  server = undefined;
  if (closing) {
    await new Promise((resolve) => { closing.close(resolve); });
  }
}

afterEach(async () => {
  server?.closeAllConnections();
  await close();
});

test('status and body of the path that was asked', async () => {
  const port = await serving((request, response) => response.writeHead(503).end(`{"path":"${request.url}"}`));
  expect(await getJson('127.0.0.1', port, '/ready', 2000)).toEqual({ status: 503, body: { path: '/ready' } });
});

test.each(['no JSON', 'null', '"text"', ''])('an answer of %j is none', async (text) => {
  const port = await serving((_, response) => response.end(text));
  expect(await getJson('127.0.0.1', port, '/', 2000)).toBeUndefined();
});

test.each<[string, RequestListener]>([
  ['never answers', () => undefined],
  ['breaks off', (_, response) => { response.write('{"a":'); response.destroy(); }],
  ['never ends, though it never is silent for long', (_, response) => {
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  }],
])('whoever %s has not answered, in time', async (_, listener) => {
  const port = await serving(listener);
  const began = Date.now();
  expect(await getJson('127.0.0.1', port, '/', 200)).toBeUndefined();
  expect(Date.now() - began).toBeLessThan(2000);
});

test('nobody there', async () => {
  const port = await serving(() => undefined);
  await close();
  expect(await getJson('127.0.0.1', port, '/', 2000)).toBeUndefined();
});
