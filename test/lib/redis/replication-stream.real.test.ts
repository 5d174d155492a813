import { readdirSync } from 'node:fs';
import { openSnapshotStream, parseInfo, type SnapshotStreamOptions } from '../../../lib/redis';
import { RdbScanner, type RdbSummary } from '../../../lib/rdb';
import { fill } from './fill';
import { childrenOf, eventually, RedisServers, type TestServer } from './redis-servers';

let servers: RedisServers;

beforeEach(() => { servers = new RedisServers(); });
afterEach(() => servers.close());

type Scanned = { summary: RdbSummary; fromDisk: boolean };

async function scan(server: TestServer, over: Partial<SnapshotStreamOptions> = {}): Promise<Scanned> {
  const stream = await openSnapshotStream({ host: server.host, port: server.port, ...over });
  const scanner = new RdbScanner();
  for await (const part of stream.body) {
    scanner.write(part);
  }
  return { summary: scanner.end(), fromDisk: stream.fromDisk };
}

function rdbFiles({ directory }: TestServer): string[] {
  return readdirSync(directory, { recursive: true }).map(String).filter((name) => name.includes('rdb'));
}

test('every key arrives, the checksum is right, and nothing is written to the server\'s disk', async () => {
  const server = await servers.start();
  await fill(server, 2000, 1000);
  await server.call('SET', 'other', 'x', 'EX', 1000);
  const { summary, fromDisk } = await scan(server);
  expect(summary).toMatchObject({ keys: { 0: 2001 }, expires: 1, checksummed: true });
  expect(fromDisk).toBe(false);
  expect(rdbFiles(server)).toEqual([]);
});

test('a server that is set to write snapshots to its disk first is read to the end as well, and told apart', async () => {
  const server = await servers.start(['--repl-diskless-sync', 'no']);
  await fill(server, 500, 1000);
  const { summary, fromDisk } = await scan(server);
  expect([summary.keys, fromDisk]).toEqual([{ 0: 500 }, true]);
  expect(rdbFiles(server)).toEqual(['dump.rdb']);
});

test('a server without a checksum sends zeros and says so', async () => {
  const server = await servers.start(['--rdbchecksum', 'no']);
  await server.call('SET', 'a', 1);
  expect((await scan(server)).summary).toMatchObject({ checksummed: false, crc64: '0000000000000000' });
});

test('a child killed in mid-stream is a failed backup, not a short one', async () => {
  const server = await servers.start(['--rdb-key-save-delay', '200']);
  await fill(server, 20_000, 1000);
  const stream = await openSnapshotStream({ host: server.host, port: server.port });
  let bytes = 0;
  const reading = (async (): Promise<void> => {
    for await (const part of stream.body) {
      if (bytes === 0) {
        childrenOf(server.process.pid!).forEach((pid) => process.kill(pid, 'SIGKILL'));
      }
      bytes += part.length;
    }
  })();
  await expect(reading).rejects.toThrow('in the middle of the snapshot');
  expect(bytes).toBeGreaterThan(0);
});

test('a slow reader under writes is not cut off, and the server collects nothing for it', async () => {
  const server = await servers.start(['--client-output-buffer-limit', 'replica 1mb 512kb 1']);
  await fill(server, 20_000, 1000);
  const stream = await openSnapshotStream({ host: server.host, port: server.port });
  const scanner = new RdbScanner();
  let written = false;
  for await (const part of stream.body) {
    if (!written) {
      written = true;
      // Thirty times what a replica may leave unread.
      await fill(server, 30_000, 1000);
      const clients = String(await server.call('CLIENT', 'LIST', 'TYPE', 'replica'));
      expect(Number(/ omem=(\d+)/.exec(clients)?.[1])).toBeLessThan(1024 * 1024);
    }
    scanner.write(part);
  }
  expect(scanner.end().keys).toEqual({ 0: 20_000 });
});

test('neither WAIT nor min-replicas-to-write takes the backup for a replica', async () => {
  const server = await servers.start(['--rdb-key-save-delay', '100']);
  await fill(server, 20_000, 1000);
  const stream = await openSnapshotStream({ host: server.host, port: server.port });
  await server.call('SET', 'a', 1);
  expect(await server.call('WAIT', 1, 200)).toBe(0);
  await server.call('CONFIG', 'SET', 'min-replicas-to-write', 1);
  await expect(server.call('SET', 'b', 1)).rejects.toThrow('NOREPLICAS');
  stream.close();
});

test('the primary of the source does not see the backup at all', async () => {
  const primary = await servers.start();
  await fill(primary, 1000, 1000);
  const replica = await servers.replica(primary, ['--rdb-key-save-delay', '500']);
  const stream = await openSnapshotStream({ host: replica.host, port: replica.port });
  const said = parseInfo(String(await primary.call('INFO', 'replication')));
  expect([said.connected_slaves, said.slave0?.includes(`port=${replica.port}`)]).toEqual(['1', true]);
  expect(parseInfo(String(await replica.call('INFO', 'replication'))).connected_slaves).toBe('1');
  stream.close();
});

test('passwords and permissions: the right ones, wrong ones, none, too few', async () => {
  const server = await servers.start(['--requirepass', 'secret'], { password: 'secret' });
  await server.call('ACL', 'SETUSER', 'backup', 'on', '>b', '-@all', '+psync', '+replconf', '+ping', '+info');
  await server.call('ACL', 'SETUSER', 'reader', 'on', '>r', '-@all', '+ping', '+replconf');
  expect((await scan(server, { password: 'secret' })).summary.checksummed).toBe(true);
  expect((await scan(server, { username: 'backup', password: 'b' })).summary.checksummed).toBe(true);
  await expect(scan(server)).rejects.toThrow('wants a password');
  await expect(scan(server, { username: 'backup', password: 'x' })).rejects.toThrow('refuses the password of user backup');
  await expect(scan(server, { username: 'reader', password: 'r' })).rejects.toThrow(/does not let user reader run PSYNC/);
});

test('a replica that has lost its primary gives no backup of what it last had', async () => {
  const primary = await servers.start();
  const replica = await servers.replica(primary);
  await servers.kill(primary);
  await eventually(async () => /master_link_status:down/.test(String(await replica.call('INFO', 'replication'))));
  await expect(scan(replica)).rejects.toThrow('has lost its primary');
});
