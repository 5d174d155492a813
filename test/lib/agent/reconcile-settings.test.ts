import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  reconcileAddress, reconcileRedis, reconcileSentinel, reconcileSentinelAddress, reconcileUsers,
} from '../../../lib/agent/reconcile-settings';
import { liveSettings, sentinelSettings } from '../../../lib/config';
import { TopologyKind } from '../../../lib/model';
import { PLAN, SECRETS } from '../config/real-server';
import { FakeLink } from './fake-link';

const flat = (fields: Record<string, string>): string[] => Object.entries(fields).flat();

test('a server that already is what the plan says is not touched', async () => {
  const settings = liveSettings(PLAN);
  const redis = new FakeLink((command) => {
    const key = command.split(' ')[2]!;
    return [key, key === 'client-output-buffer-limit' ? `normal 0 0 0 ${settings[key]!.replace('replica', 'slave')} pubsub 0 0 0` : settings[key]];
  });
  expect(await reconcileRedis(PLAN, redis.link)).toEqual([]);
  expect(redis.calls.filter((call) => !call.startsWith('CONFIG GET'))).toEqual([]);
  const sentinel = new FakeLink(() => flat(sentinelSettings(PLAN)));
  expect(await reconcileSentinel(PLAN, sentinel.link)).toEqual([]);
  expect(sentinel.calls).toHaveLength(1);
});

test('what differs is set, and said', async () => {
  const redis = new FakeLink((command) => (command === 'CONFIG GET maxmemory' ? ['maxmemory', '1'] : ['', '']));
  const changed = await reconcileRedis({ ...PLAN }, redis.link);
  expect(changed).toContainEqual({ setting: 'maxmemory', from: '1', to: String(PLAN.settings.maxMemoryBytes) });
  expect(redis.calls).toContain(`CONFIG SET maxmemory ${PLAN.settings.maxMemoryBytes}`);
  const sentinel = new FakeLink(() => flat({ ...sentinelSettings(PLAN), quorum: '9' }));
  expect(await reconcileSentinel(PLAN, sentinel.link)).toEqual([{ setting: 'quorum', from: '9', to: String(PLAN.topology.quorum) }]);
  expect(sentinel.calls).toContain(`SENTINEL SET ${PLAN.topology.masterName} quorum ${PLAN.topology.quorum}`);
});

test('users that changed are read again, once, from a file only the server\'s user can read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redis-ha-users-'));
  try {
    const file = join(folder, 'redis.acl');
    const redis = new FakeLink();
    expect(await reconcileUsers(PLAN, 'redis', file, SECRETS, redis.link)).toBe(true);
    expect(await reconcileUsers(PLAN, 'redis', file, SECRETS, redis.link)).toBe(false);
    expect(redis.calls).toEqual(['ACL LOAD']);
    const deaf = new FakeLink(() => { throw new Error('Connection is closed.'); });
    const other = { ...SECRETS, app: 'another' };
    await expect(reconcileUsers(PLAN, 'redis', file, other, deaf.link)).rejects.toThrow('closed');
    expect(await reconcileUsers(PLAN, 'redis', file, other, redis.link)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('an address that changed', () => {
  const server = (address: string): FakeLink => new FakeLink((command) => {
    const key = command.split(' ').at(-1)!;
    return /CONFIG GET/.test(command) ? [key, address] : 'OK';
  });
  const cluster = { ...PLAN, topology: { ...PLAN.topology, kind: TopologyKind.CLUSTER } };

  test('is announced, and a linked replica links anew to say so', async () => {
    const redis = server('10.0.0.1');
    expect(await reconcileAddress(PLAN, '10.0.0.9', true, redis.link)).toEqual([{ setting: 'replica-announce-ip', from: '10.0.0.1', to: '10.0.0.9' }]);
    expect(redis.calls).toEqual(['CONFIG GET replica-announce-ip', 'CONFIG SET replica-announce-ip 10.0.0.9', 'CLIENT KILL TYPE master']);
  });

  test('leaves a primary, and one whose primary is to be told to it anew, its connections', async () => {
    const redis = server('10.0.0.1');
    await reconcileAddress(PLAN, '10.0.0.9', false, redis.link);
    expect(redis.calls.some((call) => call.startsWith('CLIENT'))).toBe(false);
  });

  test('is what a Cluster node tells the others, too', async () => {
    const changed = await reconcileAddress(cluster, '10.0.0.9', false, server('10.0.0.1').link);
    expect(changed.map(({ setting }) => setting)).toEqual(['replica-announce-ip', 'cluster-announce-ip']);
  });

  test('that did not change is left alone', async () => {
    const redis = server('10.0.0.9');
    expect(await reconcileAddress(cluster, '10.0.0.9', true, redis.link)).toEqual([]);
    expect(redis.calls.filter((call) => !call.startsWith('CONFIG GET'))).toEqual([]);
    const sentinel = server('10.0.0.9');
    expect(await reconcileSentinelAddress('10.0.0.9', sentinel.link)).toEqual([]);
    expect(sentinel.calls).toHaveLength(1);
  });

  test('of a Sentinel is told to it', async () => {
    const sentinel = server('10.0.0.1');
    expect(await reconcileSentinelAddress('10.0.0.9', sentinel.link)).toEqual([{ setting: 'announce-ip', from: '10.0.0.1', to: '10.0.0.9' }]);
    expect(sentinel.calls).toContain('SENTINEL CONFIG SET announce-ip 10.0.0.9');
  });
});
