import { mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ec2Platform, REPLACEMENT_LOCK } from '../../../../lib/agent/platform/ec2';
import { FakeAws } from './fake-aws';

let folder: string;
let aws: FakeAws;
let platform: Ec2Platform;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redis-ha-ec2-'));
  aws = new FakeAws();
  aws.secrets.set('arn:app', 'p-app').set('arn:agent', 'p-agent');
  platform = new Ec2Platform({
    kind: 'ec2', region: 'r', secretIds: { app: 'arn:app', agent: 'arn:agent' }, coordinationTable: 'table', pointerParameter: 'p',
  }, folder, aws.cli);
});
afterEach(() => {
  jest.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

describe('secrets', () => {
  test('by user; remembered for nobody else to read', async () => {
    expect(await platform.secrets()).toEqual({ app: 'p-app', agent: 'p-agent' });
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  test('no secret is ever in an argument', async () => {
    await platform.secrets();
    expect(aws.calls.flat().join(' ')).not.toContain('p-a');
  });

  test('a restart needs no AWS, so a Redis that crashed comes back while Secrets Manager is away', async () => {
    await platform.secrets();
    aws.down = true;
    expect(await platform.secrets()).toEqual({ app: 'p-app', agent: 'p-agent' });
  });

  test('asked for again after an hour; the remembered ones serve while AWS is away', async () => {
    await platform.secrets();
    const old = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(join(folder, 'secrets.json'), old, old);
    aws.secrets.set('arn:app', 'changed');
    aws.down = true;
    expect(await platform.secrets()).toMatchObject({ app: 'p-app' });
    aws.down = false;
    expect(await platform.secrets()).toMatchObject({ app: 'changed' });
  });

  test('never remembered and AWS away: an error, no empty password', async () => {
    aws.down = true;
    await expect(platform.secrets()).rejects.toThrow(/Could not connect/);
  });
});

describe('marker', () => {
  const marker = { deploymentId: 'd-1', createdAt: '2026-01-01T00:00:00Z' };

  test('is created once; the second claim gets the first', async () => {
    expect(await platform.readMarker()).toBeUndefined();
    expect(await platform.claimMarker(marker)).toEqual(marker);
    expect(await platform.claimMarker({ ...marker, deploymentId: 'd-2' })).toEqual(marker);
    expect(await platform.readMarker()).toEqual(marker);
  });

  test('rejects when it cannot be known: "not formed" would be a guess', async () => {
    aws.down = true;
    await expect(platform.readMarker()).rejects.toThrow();
  });
});

describe('lock', () => {
  test('one holder; renewed by it; free again after release', async () => {
    expect(await platform.acquireLock('node-1', 60)).toBe(true);
    expect(await platform.acquireLock('node-2', 60)).toBe(false);
    expect(await platform.acquireLock('node-1', 60)).toBe(true);
    await platform.releaseLock('node-2');
    expect(await platform.acquireLock('node-2', 60)).toBe(false);
    await platform.releaseLock('node-1');
    expect(await platform.acquireLock('node-2', 60)).toBe(true);
  });

  test('expires with its holder', async () => {
    jest.useFakeTimers({ now: 1_000_000_000 });
    await platform.acquireLock('node-1', 60, REPLACEMENT_LOCK);
    expect(await platform.lockHolder(REPLACEMENT_LOCK)).toBe('node-1');
    jest.setSystemTime(1_000_000_000 + 62_000);
    expect(await platform.lockHolder(REPLACEMENT_LOCK)).toBeUndefined();
    expect(await platform.acquireLock('node-2', 60, REPLACEMENT_LOCK)).toBe(true);
  });

  test('replacements and the agents\' own lock do not meet', async () => {
    await platform.acquireLock('node-1', 60, REPLACEMENT_LOCK);
    expect(await platform.acquireLock('node-2', 60)).toBe(true);
  });
});
