import { bytesBeyond } from '../../../../lib/agent/region/discarded';
import { leastReplicas } from '../../../../lib/agent/region/least-replicas';
import { redisState } from '../../../../lib/agent/observe/local-redis';
import { RedisLink } from '../../../../lib/redis';
import { fakeServer } from '../../redis/fake-server';
import { settings } from '../situations';

async function says(info: string, held: { replicationId: string; offset: number }): Promise<number | undefined> {
  const server = await fakeServer(([verb]) => (verb === 'INFO' ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n'));
  const link = new RedisLink({ host: '127.0.0.1', port: server.port, username: 'agent', password: 'x', timeoutMs: 1000 });
  try {
    return await bytesBeyond(held, link);
  } finally {
    link.close();
    await server.close();
  }
}

test('R14: what the new primary never received is what lies beyond where it left the stream', async () => {
  const info = 'role:master\r\nmaster_replid:new\r\nmaster_replid2:old\r\nmaster_repl_offset:900\r\nsecond_repl_offset:501\r\n';
  expect(await says(info, { replicationId: 'old', offset: 750 })).toBe(250);
  expect(await says(info, { replicationId: 'old', offset: 500 })).toBe(0);
  expect(await says(info, { replicationId: 'older', offset: 750 })).toBeUndefined();
});

test('R14: in the same stream it is the difference; of one that does not answer nothing is known', async () => {
  expect(await says('role:master\r\nmaster_replid:old\r\nmaster_repl_offset:700\r\n', { replicationId: 'old', offset: 750 })).toBe(50);
  const link = new RedisLink({ host: '127.0.0.1', port: 1, username: 'agent', password: 'x', timeoutMs: 200 });
  expect(await bytesBeyond({ replicationId: 'old', offset: 1 }, link)).toBeUndefined();
  link.close();
});

test('R14: replicas of the other region count neither as good ones nor for the writes of this one', () => {
  const line = (ip: string, lag = 0, state = 'online'): string => `ip=${ip},port=6379,state=${state},offset=1,lag=${lag}`;
  const nodeAt = (host: string): string | undefined => ({ '10.0.0.2': 'node-2', '10.9.0.1': 'r2-node-1', '10.9.0.2': 'r2-node-2' })[host];
  const info = { role: 'master', slave0: line('10.0.0.2'), slave1: line('10.9.0.1'), slave2: line('10.9.0.2', 99) };
  const state = redisState(info, {}, nodeAt, 10, ['r2-node-1', 'r2-node-2']);
  expect([state.goodReplicas, state.remoteReplicas]).toEqual([1, 1]);
  expect(leastReplicas({ ...settings, minReplicasToWrite: 1 }, state)).toBe(2);
  expect(leastReplicas({ ...settings, minReplicasToWrite: 0 }, state)).toBe(0);
  expect(leastReplicas({ ...settings, minReplicasToWrite: 1 }, redisState(info, {}, nodeAt, 10))).toBe(1);
});
