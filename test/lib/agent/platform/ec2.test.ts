import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ec2Platform } from '../../../../lib/agent/platform/ec2';
import { secretTextOf, type Certificates } from '../../../../lib/certificates';
import type { RoleMarker } from '../../../../lib/agent/platform/platform';
import { FakeAws } from './fake-aws';

let folder: string;
let aws: FakeAws;
let platform: Ec2Platform;

const secretIds = { app: 'arn:app', agent: 'arn:agent' };
const platformOf = (ids: Record<string, string>): Ec2Platform =>
  new Ec2Platform({ kind: 'ec2', region: 'r', secretIds: ids, coordinationTable: 'table', pointerParameter: 'p' }, folder, aws.cli);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redis-ha-ec2-'));
  aws = new FakeAws();
  aws.secrets.set('arn:app', 'p-app').set('arn:agent', 'p-agent');
  platform = platformOf(secretIds);
});
afterEach(() => {
  jest.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

describe('certificates', () => {
  const pem = (what: string, text: string): string => `-----BEGIN ${what}-----\n${text}\n-----END ${what}-----\n`;
  const issued = (text: string): Certificates => ({ ca: pem('CERTIFICATE', 'ca'), cert: pem('CERTIFICATE', text), key: pem('PRIVATE KEY', text) });
  const withTls = (certificateSecretId?: string): Ec2Platform => new Ec2Platform(
    { kind: 'ec2', region: 'r', secretIds, certificateSecretId, coordinationTable: 'table', pointerParameter: 'p' }, folder, aws.cli);
  beforeEach(() => aws.secrets.set('arn:tls', secretTextOf(issued('first'))));

  test('from their secret; remembered for nobody else to read, so that a server that crashed starts while AWS is away', async () => {
    expect(await withTls('arn:tls').certificates()).toEqual(issued('first'));
    expect(statSync(join(folder, 'certificates.json')).mode & 0o777).toBe(0o600);
    aws.down = true;
    expect(await withTls('arn:tls').certificates()).toEqual(issued('first'));
  });

  test('renewed ones are there after a refresh, and before it AWS is not asked every minute', async () => {
    await withTls('arn:tls').certificates();
    aws.secrets.set('arn:tls', secretTextOf(issued('second')));
    expect(await withTls('arn:tls').certificates()).toEqual(issued('first'));
    await withTls('arn:tls').refreshCertificates();
    expect(await withTls('arn:tls').certificates()).toEqual(issued('second'));
  });

  test('a refresh that reads half of one leaves what is remembered', async () => {
    await withTls('arn:tls').certificates();
    aws.secrets.set('arn:tls', '{"ca.crt":"');
    await expect(withTls('arn:tls').refreshCertificates()).rejects.toThrow(/^secret arn:tls is no JSON object/);
    expect(await withTls('arn:tls').certificates()).toEqual(issued('first'));
  });

  test('of another secret others are wanted; without one the plan cannot be served', async () => {
    await withTls('arn:tls').certificates();
    aws.secrets.set('arn:other', secretTextOf(issued('other')));
    expect(await withTls('arn:other').certificates()).toEqual(issued('other'));
    await expect(withTls().certificates()).rejects.toThrow(/names no secret with certificates/);
  });
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

  test('once remembered, a start asks nobody: it neither waits for AWS nor fails without', async () => {
    await platform.secrets();
    aws.calls.length = 0;
    expect(await platformOf(secretIds).secrets()).toEqual({ app: 'p-app', agent: 'p-agent' });
    expect(aws.calls).toEqual([]);
  });

  test('a refresh is what the next start gets', async () => {
    await platform.secrets();
    aws.secrets.set('arn:app', 'changed');
    await platform.refreshSecrets();
    aws.down = true;
    expect(await platform.secrets()).toEqual({ app: 'changed', agent: 'p-agent' });
  });

  test('a refresh that fails leaves what is remembered', async () => {
    await platform.secrets();
    aws.down = true;
    await expect(platform.refreshSecrets()).rejects.toThrow(/Could not connect/);
    expect(await platform.secrets()).toEqual({ app: 'p-app', agent: 'p-agent' });
  });

  test('another user, or another secret for the same user, is asked for', async () => {
    await platform.secrets();
    aws.secrets.set('arn:other', 'p-other');
    expect(await platformOf({ ...secretIds, backup: 'arn:other' }).secrets()).toMatchObject({ backup: 'p-other' });
    expect(await platformOf({ ...secretIds, app: 'arn:other' }).secrets()).toMatchObject({ app: 'p-other' });
  });

  test('half a file is none', async () => {
    await platform.secrets();
    const file = join(folder, 'secrets.json');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -5));
    expect(await platform.secrets()).toEqual({ app: 'p-app', agent: 'p-agent' });
    expect(aws.called('secretsmanager get-secret-value')).toHaveLength(4);
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
    await platform.acquireLock('node-1', 60);
    expect(await platform.lockHolder()).toBe('node-1');
    jest.setSystemTime(1_000_000_000 + 62_000);
    expect(await platform.lockHolder()).toBeUndefined();
    expect(await platform.acquireLock('node-2', 60)).toBe(true);
  });
});

describe('role marker', () => {
  const role = (epoch: number, by = 'node-1'): RoleMarker => ({ primary: 'node-1', epoch, changedAt: 'then', by });

  test('each change needs the one that was seen before it', async () => {
    expect(await platform.readRole()).toBeUndefined();
    expect(await platform.claimRole(role(1))).toEqual(role(1));
    expect(await platform.claimRole(role(2))).toEqual(role(2));
    expect(await platform.claimRole(role(2, 'late'))).toEqual(role(2));
    expect(await platform.claimRole(role(9, 'hasty'))).toEqual(role(2));
    expect(await platform.readRole()).toEqual(role(2));
  });

  test('an emptied store takes no ordinary change, and one above every epoch from whoever saw it empty', async () => {
    expect(await platform.claimRole(role(8))).toBeUndefined();
    expect(await platform.claimRole(role(8), 0)).toEqual(role(8));
    expect(await platform.claimRole(role(11, 'late'), 0)).toEqual(role(8));
    expect(await platform.claimRole(role(9))).toEqual(role(9));
    expect(await platform.claimRole(role(5, 'backwards'), 9)).toEqual(role(9));
  });

  test('one that was restored from an older copy is followed by a higher epoch from whoever saw that', async () => {
    await platform.claimRole(role(3), 0);
    expect(await platform.claimRole(role(8), 3)).toEqual(role(8));
  });

  test('of many that saw the same one wins, whatever epochs they claim', async () => {
    const stands = await Promise.all(Array.from({ length: 20 }, (_, index) => platform.claimRole(role(5 + index % 4, `n${index}`), 0)));
    expect(new Set(stands.map((marker) => marker?.by)).size).toBe(1);
    expect(await platform.readRole()).toEqual(stands[0]);
  });
});
