import { execFileSync } from 'node:child_process';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { RegionLink } from '../../../../lib/lab/link/region-link';
import { whyNoCuts } from '../network/reach';

const PORT = 21_390;
const SUBNET = '127.251.77';
const [HERE, BESIDE, THERE, MIDDLE] = [1, 2, 3, 252].map((last) => `${SUBNET}.${last}`) as [string, string, string, string];
const TABLE = 'redis_ha_link_test';
const servers: Server[] = [];
const sockets: Socket[] = [];
let link: RegionLink | undefined;

afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  await link?.close();
  link = undefined;
  servers.splice(0).forEach((server) => server.close());
});

/** Tells everybody who he is, and then says the same again. */
async function serve(host: string): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(socket.remoteAddress!);
    socket.pipe(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(PORT, host, resolve);
  });
}

async function open(from: string, to: string): Promise<{ socket: Socket; seenAs: string }> {
  const socket = connect({ host: to, port: PORT, localAddress: from });
  sockets.push(socket);
  const seenAs = await new Promise<string>((resolve, reject) => {
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  return { socket, seenAs };
}

async function roundTrip(socket: Socket): Promise<number> {
  const asked = performance.now();
  return new Promise((resolve) => {
    socket.once('data', () => resolve(performance.now() - asked));
    socket.write('?');
  });
}

const why = whyNoCuts();
const testIf = why === '' ? test : test.skip;

testIf(`between the groups every connection is late, both ways, and known by its own address; within a group none is${why && ` (skipped: ${why})`}`,
  async () => {
    await Promise.all([HERE, THERE].map(serve));
    const before = await open(HERE, THERE);
    const ended = new Promise<void>((resolve) => { before.socket.once('close', () => resolve()); });
    link = new RegionLink({ table: TABLE, host: MIDDLE, ports: [PORT] });
    link.set({ delayMs: 50 });
    await link.lay([[HERE, BESIDE], [THERE]]);
    // What stood before would go past the link: it is reset as soon as it says something.
    before.socket.write('?');
    await ended;

    const there = await open(HERE, THERE);
    expect(there.seenAs).toBe(HERE);
    expect(there.socket.remoteAddress).toBe(THERE);
    expect(await roundTrip(there.socket)).toBeGreaterThanOrEqual(98);
    const back = await open(THERE, HERE);
    expect(back.seenAs).toBe(THERE);
    expect(await roundTrip(back.socket)).toBeGreaterThanOrEqual(98);
    const near = await open(BESIDE, HERE);
    expect(await roundTrip(near.socket)).toBeLessThan(50);
    const client = await open('127.0.0.1', THERE);
    expect(await roundTrip(client.socket)).toBeLessThan(50);

    await link.close();
    link = undefined;
    expect(await roundTrip((await open(HERE, THERE)).socket)).toBeLessThan(50);
    expect(execFileSync('nft', ['list', 'tables']).toString()).not.toContain(TABLE);
  });

test('a setting that is none is refused by its name', () => {
  const never = new RegionLink({ table: TABLE, host: MIDDLE, ports: [PORT] });
  expect(() => never.set({ loss: 0.9 })).toThrow('link.loss');
  expect(() => never.set({ delayMs: -1 })).toThrow('link.delayMs');
  expect(() => never.set({ bytesPerSecond: 1 })).toThrow('link.bytesPerSecond');
});
