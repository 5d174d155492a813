import { join } from 'node:path';
import { asking, type Access } from '../../../lib/doctor/ask';
import { UserName } from '../../../lib/model';
import { certificates, type TestCertificates } from '../redis/certificates';
import { RedisServers, type TestServer } from '../redis/redis-servers';
import { doctorPlan } from './observed';

const PASSWORD = 'only-for-this-test';
let servers: RedisServers;
let own: TestCertificates;
let server: TestServer;

beforeAll(async () => {
  servers = new RedisServers();
  own = await certificates(join(servers.directory, 'tls'), 'demo.redis-ha');
  server = await servers.start(own.serverArgs, { tls: own.client });
  await server.call('ACL', 'SETUSER', UserName.MONITOR, 'on', `>${PASSWORD}`, '+ping');
});

afterAll(() => servers.close());

function ping(tls: Access['tls']): Promise<unknown> {
  const access = { plan: doctorPlan(), addresses: { 'node-1': server.host }, monitorPassword: PASSWORD, tls };
  return asking(access, 'node-1', server.port, (link) => link.call('PING'));
}

test('a node with TLS is asked when it proves who it is, and not otherwise', async () => {
  expect(await ping(own.client)).toBe('PONG');
  const stranger = await certificates(join(servers.directory, 'stranger'), 'demo.redis-ha');
  await expect(ping({ ...own.client, ca: stranger.client.ca })).rejects.toThrow(/certificate/);
  await expect(ping({ ...own.client, serverName: 'other.redis-ha' })).rejects.toThrow(/does not match certificate/);
  await expect(ping(undefined)).rejects.toThrow();
});
