import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { LoopbackNetwork } from '../../../../lib/lab/network/loopback';
import { listen, reaches, whyNoCuts } from './reach';

// Below the range that systems hand out to outgoing connections, else anybody may have it for a moment.
const PORT = 21379;
const open: LoopbackNetwork[] = [];
const servers: Server[] = [];

afterEach(async () => {
  servers.splice(0).forEach((server) => server.close());
  await Promise.all(open.splice(0).map((network) => network.close()));
});

async function network(): Promise<LoopbackNetwork> {
  const made = await LoopbackNetwork.open([PORT]);
  open.push(made);
  return made;
}

test('two labs at once are on different addresses, every node on one of its own', async () => {
  const [a, b] = await Promise.all([network(), network()]);
  const addresses = [0, 1, 2].flatMap((index) => [a.address(index), b.address(index)]);
  expect(new Set(addresses).size).toBe(6);
  expect(addresses.every((address) => /^127\.\d+\.\d+\.[123]$/.test(address))).toBe(true);
  expect(a.prefix()).toEqual([]);
});

test('a port that somebody has on every address is an error that names it', async () => {
  const everywhere = createServer();
  await new Promise<void>((resolve) => { everywhere.listen(PORT + 1, '0.0.0.0', resolve); });
  servers.push(everywhere);
  await expect(LoopbackNetwork.open([PORT + 1])).rejects.toThrow(`ports ${PORT + 1}`);
});

const why = whyNoCuts();
(why === '' ? test : test.skip)(`cut drops both ways, others and clients still reach both, heal brings it back${why && ` (skipped: ${why})`}`, async () => {
  const net = await network();
  for (const index of [0, 1, 2]) {
    servers.push(await listen(net.address(index), PORT));
  }
  const between = (from: number, to: number): Promise<boolean> => reaches(net.address(from), net.address(to), PORT);
  expect(await between(0, 1)).toBe(true);
  await net.cut([0], [1]);
  expect(await Promise.all([between(0, 1), between(1, 0), between(0, 2), between(2, 1), reaches('127.0.0.1', net.address(0), PORT)]))
    .toEqual([false, false, true, true, true]);
  // A second cut replaces the first.
  await net.cut([2], [0, 1]);
  expect(await Promise.all([between(0, 1), between(2, 1), between(0, 2)])).toEqual([true, false, false]);
  await net.heal();
  expect(await Promise.all([between(0, 1), between(2, 1)])).toEqual([true, true]);
  await net.cut([0], [1]);
  await net.close();
  expect(execFileSync('nft', ['list', 'tables']).toString()).not.toContain(`x${net.address(0).split('.').slice(0, 3).join('_')}`);
});

(why === '' ? test : test.skip)(`cuts with names stand beside each other, through a link, too, and from the witness${why && ` (skipped: ${why})`}`, async () => {
  const net = await network();
  for (const place of [0, 1, 'witness'] as const) {
    servers.push(await listen(net.address(place), PORT));
  }
  const open3 = async (): Promise<boolean[]> => Promise.all([
    reaches(net.address(0), net.address(1), PORT), reaches(net.address(1), net.address(0), PORT),
    reaches(net.address(0), net.address('witness'), PORT),
  ]);
  await net.cut([0], [1], 'regions');
  // What is laid later is cut, too.
  await net.link([[0], [1]], { delayMs: 5 });
  expect(await open3()).toEqual([false, false, true]);
  await net.cut([0], ['witness'], 'witness');
  expect(await open3()).toEqual([false, false, false]);
  await net.heal('regions');
  expect(await open3()).toEqual([true, true, false]);
  await net.heal();
  expect(await open3()).toEqual([true, true, true]);
  await net.cut([0], [1]);
  expect(await open3()).toEqual([false, false, true]);
});
