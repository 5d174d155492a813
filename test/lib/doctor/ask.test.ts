import { asking, refusal, timeoutOf, type Access } from '../../../lib/doctor/ask';
import type { RedisLink } from '../../../lib/redis';
import { fakeServer, type FakeServer } from '../redis/fake-server';
import { doctorPlan } from './observed';

let server: FakeServer;
let seen: string[][];
/** What the server answers to anything but a login; undefined for nothing at all. */
let says: string | undefined;

beforeEach(async () => {
  seen = [];
  says = '+PONG\r\n';
  server = await fakeServer((words) => {
    seen.push(words);
    return /^(auth|client|select|info)$/i.test(words[0]!) ? '+OK\r\n' : says;
  });
});

afterEach(() => server.close());

const access = (over: Partial<Access> = {}): Access => ({
  plan: doctorPlan(), addresses: { 'node-1': server.host }, monitorPassword: 'only-for-this-test', ...over,
});
const ping = (link: RedisLink): Promise<unknown> => link.call('PING');
const closed = async (): Promise<boolean[]> => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return server.sockets.map((socket) => socket.readableEnded || socket.destroyed);
};

test('asks the node as the user monitor and leaves no connection', async () => {
  expect(await asking(access(), 'node-1', server.port, ping)).toBe('PONG');
  expect(seen.find(([word]) => /auth/i.test(word!))!.slice(1)).toEqual(['monitor', 'only-for-this-test']);
  expect(await closed()).toEqual([true]);
});

test('what it says no to is told, and leaves no connection either', async () => {
  says = '-NOPERM this user has no permissions\r\n';
  const failure = await asking(access(), 'node-1', server.port, ping).catch((caught: unknown) => caught);
  expect(refusal(failure)).toEqual({ refusal: 'NOPERM this user has no permissions' });
  expect(await closed()).toEqual([true]);
});

test('one that is silent is waited for as long as was said', async () => {
  says = undefined;
  const began = Date.now();
  await expect(asking(access({ timeoutMs: 300 }), 'node-1', server.port, ping)).rejects.toThrow(/timed out/i);
  expect(Date.now() - began).toBeGreaterThanOrEqual(250);
  expect(Date.now() - began).toBeLessThan(1400);
});

test('a second and a half where nothing was said', () => {
  expect(timeoutOf(access())).toBe(1500);
  expect(timeoutOf(access({ timeoutMs: 10 }))).toBe(10);
});

test.each<[unknown, object]>([
  [new Error('WRONGPASS invalid username-password pair'), { refusal: 'WRONGPASS invalid username-password pair' }],
  [new Error('NOAUTH Authentication required.'), { refusal: 'NOAUTH Authentication required.' }],
  [new Error('connect ECONNREFUSED'), {}],
  [new Error('it said NOPERM'), {}],
  [new Error('NOPERMISSIVE'), {}],
  ['NOPERM as text', {}],
])('%s is a refusal or none', (failure, expected) => {
  expect(refusal(failure)).toEqual(expected);
});
