import { PLACEHOLDER } from '../../../../lib/config';
import { parseInfo } from '../../../../lib/redis';
import { readRedis, redisState } from '../../../../lib/agent/observe/local-redis';
import { FakeLink } from '../fake-link';

/** INFO of Redis 7.0.15, as it came, less what is not looked at. */
const PRIMARY = `# Server\r\nredis_version:7.0.15\r\nprocess_id:4711\r\nrun_id:4c8e\r\n\r\n# Persistence\r\nloading:0\r\nasync_loading:0\r\n\r\n`
  + `# Replication\r\nrole:master\r\nconnected_slaves:3\r\nmin_slaves_good_slaves:1\r\n`
  + `slave0:ip=10.0.0.2,port=6379,state=online,offset=1400,lag=0\r\nslave1:ip=10.0.0.3,port=6379,state=online,offset=1200,lag=9\r\n`
  + `slave2:ip=10.0.0.4,port=6379,state=wait_bgsave,offset=0,lag=0\r\nmaster_replid:aabb\r\nmaster_repl_offset:1414\r\n\r\n`
  + `# Keyspace\r\ndb0:keys=5,expires=1,avg_ttl=0\r\ndb3:keys=2,expires=0,avg_ttl=0\r\n`;
const REPLICA = `# Server\r\nprocess_id:12\r\nrun_id:99\r\n# Persistence\r\nloading:0\r\nasync_loading:0\r\n# Replication\r\nrole:slave\r\n`
  + `master_host:10.0.0.2\r\nmaster_port:6379\r\nmaster_link_status:up\r\nmaster_sync_in_progress:0\r\nslave_read_repl_offset:1300\r\n`
  + `slave_repl_offset:1299\r\nmaster_replid:aabb\r\nmaster_repl_offset:1299\r\n# Keyspace\r\n`;
const CONFIG = { 'replica-priority': '100', 'min-replicas-to-write': '1' };

const nodeAt = (host: string, port: number): string | undefined => ({ '10.0.0.2:6379': 'node-2' } as Record<string, string>)[`${host}:${port}`];
const state = (text: string, config = CONFIG): ReturnType<typeof redisState> => redisState(parseInfo(text), config, nodeAt, 2);

test('a primary: its own offset, all its keys, the replicas that are online and not behind', () => {
  expect(state(PRIMARY)).toEqual({
    role: 'primary', nobody: false, source: undefined, linkUp: false, copying: false, staleSeconds: 0, loading: false, replicationId: 'aabb', offset: 1414,
    keys: 7, priority: 100, minReplicas: 1, goodReplicas: 1, runId: '4c8e', processId: 4711,
  });
});

test('a replica: what it has processed, from whom', () => {
  expect(state(REPLICA)).toMatchObject({ role: 'replica', nobody: false, source: 'node-2', linkUp: true, copying: false, offset: 1299, keys: 0 });
});

test.each<[string, string, string, object]>([
  ['link down', 'master_link_status:up', 'master_link_status:down', { linkUp: false }],
  ['copying', 'master_sync_in_progress:0', 'master_sync_in_progress:1', { copying: true }],
  ['loading from disk', 'loading:0', 'loading:1', { loading: true }],
  ['loading what it copies', 'async_loading:0', 'async_loading:1', { loading: true }],
  ['from nobody in the plan', 'master_host:10.0.0.2', 'master_host:10.9.9.9', { source: undefined, nobody: false }],
  ['of the placeholder (R1)', 'master_host:10.0.0.2\r\nmaster_port:6379', `master_host:${PLACEHOLDER.host}\r\nmaster_port:${PLACEHOLDER.port}`,
    { source: undefined, nobody: true }],
])('a replica %s', (_, from, to, expected) => {
  expect(state(REPLICA.replace(from, to))).toMatchObject(expected);
});

test('what cannot be seen makes nobody eligible', () => {
  expect(state(REPLICA, {} as typeof CONFIG)).toMatchObject({ priority: 0, minReplicas: 0 });
});

test('both questions are asked, and one that fails fails the whole', async () => {
  const good = new FakeLink((command) => (command.startsWith('INFO') ? PRIMARY : ['replica-priority', '0', 'min-replicas-to-write', '16384']));
  expect(await readRedis(good.link, nodeAt, 2)).toMatchObject({ role: 'primary', priority: 0, minReplicas: 16384 });
  const bad = new FakeLink((command) => { if (command.startsWith('CONFIG')) { throw new Error('gone'); } return PRIMARY; });
  await expect(readRedis(bad.link, nodeAt, 2)).rejects.toThrow('gone');
});

test('what it loaded at its start: also what had expired by then, and what has since', () => {
  const loaded = PRIMARY.replace('async_loading:0', 'async_loading:0\r\nrdb_last_load_keys_expired:2\r\nrdb_last_load_keys_loaded:40');
  expect(state(loaded)).toMatchObject({ keys: 7, loadedKeys: 42 });
});
