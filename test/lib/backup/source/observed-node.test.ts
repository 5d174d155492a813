import { observedNode } from '../../../../lib/backup/source/observed-node';

const at = { name: 'node-1', host: '10.0.0.1', port: 6379 };
const info = (...lines: string[]): string => ['# Server', 'redis_version:7.0.15', 'run_id:r', ...lines, ''].join('\r\n');

test('a primary with its replicas; a connection like our own, with port 0, is none', () => {
  expect(observedNode(at, info('role:master', 'master_replid:h', 'master_repl_offset:42', 'used_memory:7',
    'slave0:ip=10.0.0.2,port=6379,state=online,offset=40,lag=0', 'slave1:ip=10.0.0.9,port=0,state=wait_bgsave,offset=0,lag=0',
    'slave2:ip=fd00::1,port=6380,state=send_bulk,offset=0,lag=0'))).toMatchObject({
    role: 'primary', family: 'redis', version: '7.0.15', replicationId: 'h', offset: 42, linkUp: true, usedMemoryBytes: 7, primary: undefined,
    replicas: [{ host: '10.0.0.2', port: 6379, state: 'online' }, { host: 'fd00::1', port: 6380, state: 'send_bulk' }],
  });
});

test('a replica, and what makes it unfit', () => {
  const replica = observedNode(at, info('role:slave', 'master_host:10.0.0.7', 'master_port:6379', 'master_link_status:down', 'loading:1',
    'master_sync_in_progress:1', 'master_last_io_seconds_ago:-1', 'slave_repl_offset:5', 'master_repl_offset:6', 'slave_priority:0', 'aof_rewrite_scheduled:1'));
  expect(replica).toMatchObject({
    role: 'replica', primary: { host: '10.0.0.7', port: 6379 }, linkUp: false, loading: true, syncing: true, silentSeconds: -1, offset: 5, priority: 0,
    child: 'AOF rewrite',
  });
});

test('Valkey says who it is beside the Redis it is compatible with', () => {
  expect(observedNode(at, info('server_name:valkey', 'valkey_version:8.1.4', 'role:master', 'rdb_bgsave_in_progress:1')))
    .toMatchObject({ family: 'valkey', version: '8.1.4', child: 'BGSAVE' });
});
