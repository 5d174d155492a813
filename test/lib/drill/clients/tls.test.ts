import { join } from 'node:path';

import { askServer } from '../../../../lib/drill/clients/ask-server';
import { ClientKind, type DrillClient } from '../../../../lib/drill/clients/drill-client';
import { clientOpener, openPinned } from '../../../../lib/drill/clients/open-client';
import { until } from '../../../../lib/drill/clock';
import { slotHomes } from '../../../../lib/drill/slot-homes';
import { SwitchListener } from '../../../../lib/drill/switch-listener';
import type { DrillTarget } from '../../../../lib/drill/target';
import { reader } from '../../../../lib/drill/verify';
import { TopologyKind } from '../../../../lib/model';
import type { ConnectionTls } from '../../../../lib/plan';
import { certificates, type TestCertificates } from '../../redis/certificates';
import { RedisServers, type TestServer } from '../../redis/redis-servers';

jest.setTimeout(60_000);

const QUIET = { onConnected: () => undefined, onRefused: () => undefined };
/** Much longer than any of them needs for a first attempt. */
const IN_VAIN_MS = 1500;

let servers: RedisServers;
let own: TestCertificates;
let stranger: TestCertificates;
let single: TestServer;
let cluster: TestServer;
let sentinel: TestServer;

beforeAll(async () => {
  servers = new RedisServers();
  own = await certificates(join(servers.directory, 'tls'), 'demo.redis-ha');
  stranger = await certificates(join(servers.directory, 'stranger'), 'demo.redis-ha');
  const { client: tls, serverArgs } = own;
  single = await servers.start(serverArgs, { tls });
  cluster = await servers.start([...serverArgs, '--cluster-enabled', 'yes', '--tls-cluster', 'yes', '--cluster-announce-ip', '127.0.0.1',
    '--cluster-port', String(single.port - 10_000)], { tls });
  await cluster.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16383);
  const lines = serverArgs.join(' ').split(' --').map((line) => line.replace('--', ''));
  sentinel = await servers.sentinel(single, lines, { tls });
});

afterAll(() => servers.close());

const KINDS = [TopologyKind.REPLICATION, TopologyKind.SENTINEL, TopologyKind.CLUSTER];
const CLIENTS = KINDS.flatMap((kind) => Object.values(ClientKind).map((client) => [client, kind] as const));

function target(kind: TopologyKind, tls: ConnectionTls | undefined): DrillTarget {
  const { host, port } = kind === TopologyKind.CLUSTER ? cluster : single;
  return {
    kind, masterName: 'primary', sentinels: kind === TopologyKind.SENTINEL ? [{ host: sentinel.host, port: sentinel.port }] : [],
    dataHosts: [host], redisPort: port, nodeOf: { [host]: 'node-1' }, shardOf: kind === TopologyKind.CLUSTER ? { 'node-1': 1 } : {},
    find: () => Promise.resolve({ host, port }), tls,
  };
}

/** Whoever is not who they should be. */
const IMPOSTORS: [string, () => ConnectionTls | undefined][] = [
  ['another authority', () => ({ ...own.client, ca: stranger.client.ca })],
  ['another name', () => ({ ...own.client, serverName: 'other.redis-ha' })],
  ['no TLS', () => undefined],
];

function write(client: DrillClient): Promise<string> {
  return new Promise((resolve) => {
    client.write('key', 'value', (failure) => resolve(failure?.message ?? 'acknowledged'));
  });
}

test.each(CLIENTS)('%s writes to a server of a %s deployment that it can check', async (library, kind) => {
  const client = (await clientOpener(library, target(kind, own.client)))(0, QUIET);
  try {
    expect(await until(() => client.connected, 10_000, 20)).toBe(true);
    expect(await write(client)).toBe('acknowledged');
  } finally {
    client.close();
  }
});

test.each(CLIENTS)('%s never speaks to a server of a %s deployment whose proof is wrong', async (library, kind) => {
  const spoken = await Promise.all(IMPOSTORS.map(async ([what, tls]) => {
    const client = (await clientOpener(library, target(kind, tls())))(0, QUIET);
    try {
      return await until(() => client.connected, IN_VAIN_MS, 20) ? what : '';
    } finally {
      client.close();
    }
  }));
  expect(spoken).toEqual(['', '', '']);
});

test.each(KINDS)('%s: whoever reads back, fills, asks and listens does so too', async (kind) => {
  const good = target(kind, own.client);
  const client = reader(good);
  client.on('error', () => undefined);
  const pinned = openPinned(good, good.dataHosts[0]!, QUIET);
  try {
    expect(await until(() => client.ping().then(() => true, () => false), 10_000, 50)).toBe(true);
    expect(await until(() => pinned.connected, 10_000, 20)).toBe(true);
    expect(await askServer(good, { host: good.dataHosts[0]!, port: good.redisPort }, (asked) => asked.ping())).toBe('PONG');
    expect((await slotHomes(good))?.length).toBe(kind === TopologyKind.CLUSTER ? 16384 : undefined);
  } finally {
    client.disconnect();
    pinned.close();
  }
});

test.each(IMPOSTORS)('nobody is asked or pinned to whose proof is wrong: %s', async (_, tls) => {
  const bad = target(TopologyKind.CLUSTER, tls());
  const pinned = openPinned(bad, bad.dataHosts[0]!, QUIET);
  try {
    await expect(askServer(bad, { host: bad.dataHosts[0]!, port: bad.redisPort }, (asked) => asked.ping())).rejects.toThrow();
    await expect(slotHomes(bad)).rejects.toThrow('no node says who has which slot');
    // Without TLS the connection itself is made; nothing comes over it.
    expect(await write(pinned)).not.toBe('acknowledged');
  } finally {
    pinned.close();
  }
});

test('what Sentinels announce is heard over TLS', async () => {
  let heard = 0;
  // A Sentinel lets nobody else announce anything; to a listener any server is one.
  const announcing = (tls: ConnectionTls): DrillTarget => ({ ...target(TopologyKind.SENTINEL, tls), sentinels: [single] });
  const listener = new SwitchListener(announcing(own.client), () => { heard += 1; });
  const deaf = new SwitchListener(announcing({ ...own.client, serverName: 'other.redis-ha' }), () => { heard += 100; });
  try {
    const announced = async (): Promise<boolean> =>
      Number(await single.call('PUBLISH', '+switch-master', 'primary 127.0.0.1 1 127.0.0.1 2')) > 0;
    expect(await until(announced, 10_000, 50)).toBe(true);
    expect(await until(() => heard > 0, 5000, 20)).toBe(true);
    expect(heard).toBeLessThan(100);
  } finally {
    listener.close();
    deaf.close();
  }
});
