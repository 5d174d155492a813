import { RedisLink } from '../../../lib/redis';
import { fakeServer, type FakeServer } from './fake-server';

let server: FakeServer | undefined;
let link: RedisLink | undefined;

afterEach(async () => {
  link?.close();
  await server?.close();
  server = undefined;
  link = undefined;
});

const OK = '+OK\r\n';

function linkTo(port: number, over: object = {}): RedisLink {
  link = new RedisLink({ host: '127.0.0.1', port, username: 'agent', password: 'secret', timeoutMs: 2000, ...over });
  return link;
}

async function failsWithin(milliseconds: number, call: Promise<unknown>): Promise<string> {
  const began = Date.now();
  const message = await call.then(() => 'did not fail', (failure: Error) => failure.message);
  expect(Date.now() - began).toBeLessThan(milliseconds);
  return message;
}

test('logs in and passes arguments on as text', async () => {
  const seen: string[][] = [];
  server = await fakeServer((words) => { seen.push(words); return OK; });
  await expect(linkTo(server.port).call('CONFIG', 'SET', 'replica-priority', 0)).resolves.toBe('OK');
  expect(seen.map((words) => words.map((word) => word.toLowerCase()))).toEqual([
    ['auth', 'agent', 'secret'], ['config', 'set', 'replica-priority', '0'],
  ]);
});

test('a refused connection fails at once', async () => {
  server = await fakeServer(() => OK);
  const { port } = server;
  await server.close();
  expect(await failsWithin(1000, linkTo(port).call('PING'))).toContain('ECONNREFUSED');
});

test('a server that accepts and stays silent costs the timeout and no more', async () => {
  server = await fakeServer(() => undefined);
  expect(await failsWithin(1000, linkTo(server.port, { timeoutMs: 200 }).call('PING'))).toContain('within 200 ms');
});

test('a wrong password is told as such', async () => {
  server = await fakeServer((words) => (/auth/i.test(words[0]!) ? '-WRONGPASS invalid username-password pair\r\n' : '-NOAUTH Authentication required.\r\n'));
  expect(await failsWithin(1000, linkTo(server.port).call('PING'))).toContain('WRONGPASS');
});

test('an error reply reaches the caller and the connection stays', async () => {
  server = await fakeServer((words) => (/get/i.test(words[0]!) ? '-NOPERM no\r\n' : OK));
  const to = linkTo(server.port);
  await expect(to.call('GET', 'x')).rejects.toThrow('NOPERM');
  await expect(to.call('PING')).resolves.toBe('OK');
  expect(server.sockets).toHaveLength(1);
});

test('a reply that comes too late is not taken for the next one, and the next question is asked at once', async () => {
  let late: (() => void) | undefined;
  server = await fakeServer((words, socket) => {
    if (words[0] !== 'GET') {
      return OK;
    }
    if (words[1] === 'slow') {
      late = () => socket.destroyed || socket.write('$4\r\nlate\r\n');
      return undefined;
    }
    late?.();
    return '$4\r\nmine\r\n';
  });
  const to = linkTo(server.port, { timeoutMs: 400 });
  await to.call('PING');
  await expect(to.call('GET', 'slow')).rejects.toThrow('timed out');
  await expect(to.call('GET', 'next')).resolves.toBe('mine');
  await expect(to.call('GET', 'next')).resolves.toBe('mine');
});

test('recovers by itself when the server is there again', async () => {
  server = await fakeServer(() => OK);
  const { port } = server;
  const to = linkTo(port);
  await to.call('PING');
  server.sockets.forEach((socket) => socket.destroy());
  await expect(to.call('PING').catch(() => to.call('PING'))).resolves.toBe('OK');
});

test('calls made at once share one connection', async () => {
  server = await fakeServer(() => OK);
  const to = linkTo(server.port);
  await Promise.all([to.call('PING'), to.call('PING'), to.call('PING')]);
  expect(server.sockets).toHaveLength(1);
});

test('a call under way when the server dies is rejected, not left waiting', async () => {
  server = await fakeServer((words, socket) => {
    if (/auth/i.test(words[0]!)) {
      return OK;
    }
    socket.destroy();
    return undefined;
  });
  expect(await failsWithin(1000, linkTo(server.port).call('PING'))).toMatch(/closed/i);
});

test('connects from the given source address', async () => {
  server = await fakeServer(() => OK);
  await linkTo(server.port, { localAddress: '127.0.0.77' }).call('PING');
  expect(server.sources).toEqual(['127.0.0.77']);
});

test('once closed it stays closed, also for a call under way', async () => {
  server = await fakeServer(() => OK);
  const to = linkTo(server.port);
  const underWay = to.call('PING').catch((failure: Error) => failure.message);
  to.close();
  await underWay;
  await expect(to.call('PING')).rejects.toThrow('is closed');
});
