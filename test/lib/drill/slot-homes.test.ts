import { slotHomes } from '../../../lib/drill/slot-homes';
import type { DrillTarget } from '../../../lib/drill/target';
import { TopologyKind } from '../../../lib/model';
import { fakeServer, type FakeServer } from '../redis/fake-server';

const subnet = `127.${10 + Math.floor(Math.random() * 240)}.${Math.floor(Math.random() * 256)}`;
let server: FakeServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Reply = number | string | Reply[];

function resp(value: Reply): string {
  if (typeof value === 'number') {
    return `:${value}\r\n`;
  }
  return typeof value === 'string' ? `$${value.length}\r\n${value}\r\n` : `*${value.length}\r\n${value.map(resp).join('')}`;
}

/** Only the second of the two nodes runs. */
async function targetThatSays(slots: string): Promise<DrillTarget> {
  server = await fakeServer((words) => (words.join(' ').toUpperCase() === 'CLUSTER SLOTS' ? slots : '+OK\r\n'), `${subnet}.2`);
  return {
    kind: TopologyKind.CLUSTER, masterName: '', sentinels: [], dataHosts: [`${subnet}.1`, `${subnet}.2`], redisPort: server.port,
    nodeOf: { [`${subnet}.1`]: 'a', [`${subnet}.2`]: 'b' }, shardOf: { a: 1, b: 2 }, find: () => Promise.reject(new Error('several')),
  };
}

const owner = (last: number): Reply => [`${subnet}.${last}`, 6379, 'id', []];

test('the first node that answers says it; a primary that is not of the plan is known by its replica', async () => {
  const homes = await slotHomes(await targetThatSays(resp([[0, 99, owner(1)], [100, 16383, owner(9), owner(2)]])));
  expect(homes).toHaveLength(16384);
  expect([homes![0], homes![99], homes![100], homes![16383]]).toEqual([1, 1, 2, 2]);
  expect(new Set(homes)).toEqual(new Set([1, 2]));
});

test.each([
  ['a slot nobody has', [[0, 99, owner(1)], [101, 16383, owner(2)]]],
  ['slots of a stranger', [[0, 99, owner(9)], [100, 16383, owner(2)]]],
])('%s: there is no shard to count its writes for', async (_, ranges) => {
  await expect(slotHomes(await targetThatSays(resp(ranges as Reply)))).rejects
    .toThrow('no node says who has which slot: not every slot has a shard of the plan');
});

test('nobody answers: the error says so', async () => {
  const target = await targetThatSays('-CLUSTERDOWN not now\r\n');
  await expect(slotHomes(target)).rejects.toThrow('no node says who has which slot: CLUSTERDOWN not now');
});

test('where there are no shards nobody is asked', async () => {
  const target = await targetThatSays(resp([]));
  await expect(slotHomes({ ...target, shardOf: {} })).resolves.toBeUndefined();
  expect(server!.sockets).toHaveLength(0);
});
