import { connect, createServer, type Server, type Socket } from 'node:net';
import { until } from '../../../lib/drill/clock';
import { openProxy, type Proxy, type ProxyTarget } from '../../../lib/lab/proxy';

interface Fake extends ProxyTarget {
  status: number;
  asked: string;
  checks: number;
  readonly accepted: Socket[];
}

const servers: Server[] = [];
const sockets: Socket[] = [];
let proxy: Proxy | undefined;
let said: string[] = [];

afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  await proxy?.close();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => { server.close(resolve); })));
  said = [];
});

/** A server that says its name to whoever connects, and sends back what it hears. */
async function fake(name: string, status: number): Promise<Fake> {
  const accepted: Socket[] = [];
  const server = createServer((socket) => {
    accepted.push(socket);
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write(name);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  servers.push(server);
  const made: Fake = {
    name, host: '127.0.0.1', port: (server.address() as { port: number }).port, status, asked: '', checks: 0, accepted,
    health: async (path) => {
      made.checks += 1;
      made.asked = path;
      return made.status === 0 ? undefined : { status: made.status, body: {} };
    },
  };
  return made;
}

async function opened(targets: Fake[], target: 'primary' | 'replicas' = 'primary'): Promise<Proxy> {
  proxy = await openProxy({
    target, timing: { intervalMs: 60 }, host: '127.0.0.1', targets: () => targets,
    record: (message, node) => said.push(`${node ?? '-'} ${message}`),
  });
  return proxy;
}

interface Client {
  readonly socket: Socket;
  text: string;
  ended?: string;
}

async function client(): Promise<Client> {
  const socket = connect({ host: proxy!.host, port: proxy!.port });
  sockets.push(socket);
  const made: Client = { socket, text: '' };
  socket.on('data', (part) => { made.text += String(part); });
  socket.on('error', (failure: NodeJS.ErrnoException) => { made.ended = failure.code; });
  socket.on('close', () => { made.ended ??= 'closed'; });
  await until(() => made.text !== '' || made.ended !== undefined, 3000, 5);
  return made;
}

const reached = async (): Promise<string> => (await client()).text;

/** As many rounds of checks as it takes for `count` more at every target. */
async function checks(targets: Fake[], count: number): Promise<void> {
  const wanted = targets.map(({ checks: now }) => now + count);
  await until(() => targets.every((target, index) => target.checks >= wanted[index]!), 5000, 5);
  await new Promise((resolve) => { setTimeout(resolve, 20); });
}

test('connections go to the healthy target, and bytes both ways', async () => {
  const targets = [await fake('a', 503), await fake('b', 200), await fake('c', 503)];
  await opened(targets);
  expect([await reached(), await reached(), await reached()]).toEqual(['b', 'b', 'b']);
  expect(targets[0]!.asked).toBe('/primary');
  const one = await client();
  one.socket.write('PING');
  expect(await until(() => one.text === 'bPING', 2000, 5)).toBe(true);
});

test('one bad check changes nothing; the second resets what stands and sends new ones elsewhere', async () => {
  const [a, b] = [await fake('a', 200), await fake('b', 200)];
  await opened([a, b]);
  b.status = 503;
  await checks([a, b], 3);
  const standing = await client();
  expect(standing.text).toBe('a');
  b.status = 200;
  await checks([a, b], 3);
  a.status = 503;
  await checks([a, b], 1);
  a.status = 200;
  await checks([a, b], 2);
  expect(proxy!.eligible()).toEqual(['a', 'b']);
  expect(standing.ended).toBeUndefined();
  a.status = 0;
  await checks([a, b], 3);
  expect(standing.ended).toBe('ECONNRESET');
  expect([await reached(), await reached()]).toEqual(['b', 'b']);
});

test('with no healthy target left it fails open: every one gets connections, and those that stand are left alone', async () => {
  const targets = [await fake('a', 200), await fake('b', 503), await fake('c', 503)];
  await opened(targets);
  const standing = await client();
  targets[0]!.status = 503;
  await checks(targets, 3);
  expect(new Set([await reached(), await reached(), await reached()])).toEqual(new Set(['a', 'b', 'c']));
  standing.socket.write('still');
  expect(await until(() => standing.text === 'astill', 2000, 5)).toBe(true);
  expect(said).toContain('- no healthy target: fails open, connections go to every one');
  targets[1]!.status = 200;
  await checks(targets, 3);
  expect([await reached(), await reached()]).toEqual(['b', 'b']);
  expect(said.at(-1)).toBe('- healthy targets only');
});

test('readers go to what says it is a replica that may be read, one after the other', async () => {
  const targets = [await fake('a', 503), await fake('b', 200), await fake('c', 200)];
  await opened(targets, 'replicas');
  expect(new Set([await reached(), await reached()])).toEqual(new Set(['b', 'c']));
  expect(targets.map(({ asked }) => asked)).toEqual(['/replica', '/replica', '/replica']);
});

test('a target that went takes its connections along, one that came gets some after one good check', async () => {
  const targets = [await fake('a', 200)];
  await opened(targets);
  const standing = await client();
  const b = await fake('b', 200);
  targets.splice(0, 1, b);
  await checks([b], 1);
  expect(await until(() => standing.ended !== undefined, 2000, 5)).toBe(true);
  expect(await reached()).toBe('b');
});

test('a server that refuses ends the connection of whoever was sent there', async () => {
  const a = await fake('a', 200);
  await opened([a]);
  await new Promise((resolve) => { servers.splice(0)[0]!.close(resolve); });
  const refused = await client();
  expect(refused.text).toBe('');
  expect(refused.ended).toBeDefined();
});

test('an end travels both ways', async () => {
  const a = await fake('a', 200);
  await opened([a]);
  const one = await client();
  one.socket.end();
  expect(await until(() => one.ended !== undefined, 2000, 5)).toBe(true);
  const two = await client();
  a.accepted.at(-1)!.end();
  expect(await until(() => two.ended !== undefined, 2000, 5)).toBe(true);
});
