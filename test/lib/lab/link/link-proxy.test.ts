import { createHash, randomBytes } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { LinkProxy } from '../../../../lib/lab/link/link-proxy';
import type { LinkSettings } from '../../../../lib/lab/link/link-settings';
import { Wire } from '../../../../lib/lab/link/wire';

const HOST = '127.0.0.1';
const servers: Server[] = [];
const proxies: LinkProxy[] = [];
const accepted: Socket[] = [];
let settings: LinkSettings = {};

afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
  accepted.splice(0).forEach((socket) => socket.destroy());
  servers.splice(0).forEach((server) => server.close());
});

async function serve(answer: (socket: Socket) => void): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    accepted.push(socket);
    answer(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, HOST, resolve); });
  return (server.address() as { port: number }).port;
}

async function linkTo(port: number): Promise<number> {
  const wire = (): Wire => new Wire(() => settings);
  const proxy = await LinkProxy.open({
    host: HOST, target: { host: HOST, port }, settings: () => settings, there: wire(), back: wire(),
  });
  proxies.push(proxy);
  return proxy.port;
}

/** From the question to the answer, in milliseconds. */
function roundTrip(socket: Socket): Promise<number> {
  const asked = performance.now();
  return new Promise((resolve) => {
    socket.once('data', () => resolve(performance.now() - asked));
    socket.write('?');
  });
}

test('a round trip takes twice the delay, a new connection two of them; a changed delay is felt by connections that stand', async () => {
  settings = { delayMs: 60 };
  const socket = connect({ host: HOST, port: await linkTo(await serve((peer) => peer.pipe(peer))) });
  const first = await roundTrip(socket);
  const second = await roundTrip(socket);
  expect(first).toBeGreaterThanOrEqual(238);
  expect(second).toBeGreaterThanOrEqual(118);
  expect(second).toBeLessThan(230);
  settings = { delayMs: 10 };
  const third = await roundTrip(socket);
  expect(third).toBeGreaterThanOrEqual(18);
  expect(third).toBeLessThan(second);
  socket.destroy();
});

test('a link of 2 MB a second carries that, not a byte is changed, and half-closed connections still answer', async () => {
  settings = { delayMs: 5, bytesPerSecond: 2e6 };
  const sent = randomBytes(2e6);
  const port = await linkTo(await serve((peer) => {
    const hash = createHash('sha256');
    peer.on('data', (chunk: Buffer) => hash.update(chunk));
    peer.on('end', () => peer.end(hash.digest('hex')));
  }));
  const began = performance.now();
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect({ host: HOST, port, allowHalfOpen: true });
    let text = '';
    socket.on('data', (chunk: Buffer) => { text += chunk.toString(); });
    socket.on('end', () => { socket.end(); resolve(text); });
    socket.on('error', reject);
    socket.end(sent);
  });
  const took = performance.now() - began;
  expect(answer).toBe(createHash('sha256').update(sent).digest('hex'));
  expect(took).toBeGreaterThan(900);
  expect(took).toBeLessThan(2500);
});

test('losses cost time and no byte', async () => {
  settings = { delayMs: 1, loss: 0.2 };
  const socket = connect({ host: HOST, port: await linkTo(await serve((peer) => peer.pipe(peer))) });
  const trips: number[] = [];
  for (let turn = 0; turn < 30; turn += 1) {
    trips.push(await roundTrip(socket));
  }
  // The chance that none of sixty crossings loses its packet is one in 600,000.
  expect(trips.some((ms) => ms > 195)).toBe(true);
  expect(trips.some((ms) => ms < 100)).toBe(true);
  socket.destroy();
});

test('a narrow link lets others in between a long transfer', async () => {
  settings = { delayMs: 1, bytesPerSecond: 100_000 };
  const port = await linkTo(await serve((peer) => peer.pipe(peer)));
  const long = connect({ host: HOST, port });
  long.on('error', () => undefined);
  long.write(Buffer.alloc(1e6));
  const socket = connect({ host: HOST, port });
  await roundTrip(socket);
  // All of the long one takes ten seconds.
  expect(await roundTrip(socket)).toBeLessThan(2000);
  long.destroy();
  socket.destroy();
});

test('whoever does not listen refuses through the link, too; a reset travels both ways', async () => {
  settings = { delayMs: 5 };
  const nobody = await serve(() => undefined);
  servers.pop()!.close();
  const refused = connect({ host: HOST, port: await linkTo(nobody) });
  await new Promise<void>((resolve) => { refused.once('error', () => resolve()); });

  const peers: Socket[] = [];
  const port = await linkTo(await serve((peer) => { peers.push(peer); peer.pipe(peer); }));
  const reset = connect({ host: HOST, port });
  await roundTrip(reset);
  const seen = new Promise<void>((resolve) => { reset.once('close', () => resolve()); });
  reset.on('error', () => undefined);
  peers[0]!.resetAndDestroy();
  await seen;
  const other = connect({ host: HOST, port });
  await roundTrip(other);
  const gone = new Promise<void>((resolve) => { peers[1]!.once('close', () => resolve()); });
  other.resetAndDestroy();
  await gone;
});
