import { sleep } from '../../../lib/drill/clock';
import { preload } from '../../../lib/drill/preload';
import type { DrillTarget } from '../../../lib/drill/target';
import { TopologyKind } from '../../../lib/model';
import { fakeServer, type FakeServer } from '../redis/fake-server';

jest.mock('../../../lib/drill/clock', () => ({
  ...jest.requireActual<object>('../../../lib/drill/clock'), sleep: jest.fn(() => Promise.resolve()),
}));

let server: FakeServer;
let sets: string[][];

afterEach(async () => {
  jest.mocked(sleep).mockClear();
  await server.close();
});

/** A primary that refuses a SET when it is told to. */
async function target(refuses: (key: string) => boolean): Promise<DrillTarget> {
  sets = [];
  server = await fakeServer((words) => {
    if (words[0]!.toUpperCase() !== 'SET') {
      return '+OK\r\n';
    }
    sets.push(words);
    return refuses(words[1]!) ? '-OOM no room\r\n' : '+OK\r\n';
  });
  return {
    kind: TopologyKind.REPLICATION, masterName: '', sentinels: [], dataHosts: [server.host], redisPort: server.port, nodeOf: {}, shardOf: {},
    find: () => Promise.resolve({ host: server.host, port: server.port }),
  };
}

test('as many values as the bytes need, each of 4 KiB, no two alike', async () => {
  await preload(await target(() => false), 502 * 4096 - 1);
  expect(sets.map(([, key]) => key)).toEqual(Array.from({ length: 502 }, (_, at) => `drill:preload:${at}`));
  expect(sets.every(([, , value]) => value!.length === 4096)).toBe(true);
  expect(new Set(sets.map(([, , value]) => value)).size).toBe(502);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server.sockets.map((socket) => socket.readableEnded || socket.destroyed)).toEqual([true]);
});

test('nothing is nothing', async () => {
  await preload(await target(() => false), 0);
  expect(sets).toEqual([]);
});

test('a batch that was refused is written again before the next', async () => {
  let refusals = 2;
  await preload(await target((key) => key === 'drill:preload:3' && (refusals -= 1) >= 0), 501 * 4096);
  const keys = sets.map(([, key]) => key);
  expect(keys.filter((key) => key === 'drill:preload:3')).toHaveLength(3);
  expect(keys.indexOf('drill:preload:500')).toBe(1500);
  expect(sleep).toHaveBeenCalledTimes(2);
});

test('what is refused for good is an error', async () => {
  await expect(preload(await target(() => true), 4096)).rejects.toThrow('OOM no room');
  expect(sets).toHaveLength(20);
});
