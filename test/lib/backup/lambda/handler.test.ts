import { join } from 'node:path';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretTextOf } from '../../../../lib/certificates';
import { readManifest } from '../../../../lib/backup/manifest-file';
import { Lease } from '../../../../lib/backup/store/lease';
import { openStore } from '../../../../lib/backup/store/open-store';
import type { BackupRun } from '../../../../lib/model/backup-run';
import { s3Available, startS3, type S3Server } from '../../../s3/s3-server';
import { certificates, type TestCertificates } from '../../redis/certificates';
import { fill } from '../../redis/fill';
import { RedisServers, type TestServer } from '../../redis/redis-servers';
import { damagingProxy } from '../damaging-proxy';
import { BuiltHandler, type HandlerRun } from './run-handler';

// Each run is a process that loads a megabyte.
jest.setTimeout(60_000);

const PASSWORD = 'a-password-that-no-log-may-hold';
const servers = new RedisServers();
let handler: BuiltHandler;
let said = '';
let s3: S3Server;
let primary: TestServer;
let replica: TestServer;
const secrets: Record<string, string> = {};

(s3Available() ? describe : describe.skip)('the handler as it is deployed, against real servers', () => {
  beforeAll(async () => {
    handler = new BuiltHandler();
    s3 = (await startS3())!;
    const client = new SecretsManagerClient({
      endpoint: s3.endpoint, region: s3.env.AWS_REGION, credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
    });
    for (const [name, text] of Object.entries({
      json: JSON.stringify({ username: 'backup', password: PASSWORD }), alone: PASSWORD, empty: JSON.stringify({ user: 'backup' }),
    })) {
      secrets[name] = (await client.send(new CreateSecretCommand({ Name: name, SecretString: text }))).ARN!;
    }
    client.destroy();
    const acl = ['--requirepass', PASSWORD, '--masterauth', PASSWORD];
    primary = await servers.start(acl, { password: PASSWORD });
    replica = await servers.replica(primary, acl, { password: PASSWORD });
    for (const server of [primary, replica]) {
      await server.call('ACL', 'SETUSER', 'backup', 'on', `>${PASSWORD}`, 'resetkeys', '-@all', '+@connection', '-@admin', '-@dangerous',
        '+psync', '+replconf', '+info', '+role', '+function|dump');
    }
    await fill({ ...primary, password: PASSWORD }, 2000, 2000);
  });

  afterAll(async () => {
    handler?.remove();
    await Promise.all([servers.close(), s3?.stop()]);
  });

  const settings = (deployment: string, more: Partial<BackupRun> = {}): BackupRun => ({
    schemaVersion: 1, deployment, nodes: [primary, replica].map(({ host, port }) => `${host}:${port}`), secretId: secrets.json!, tls: false,
    store: s3.url, codec: 'auto', fromPrimary: false, parallel: 1, verify: true, ...more,
  });

  async function run(...words: Parameters<BuiltHandler['run']>): Promise<HandlerRun> {
    const outcome = await handler.run(...words);
    said += outcome.output;
    return outcome;
  }

  async function objects(deployment: string): Promise<string[]> {
    const store = openStore(s3.url, { endpoint: s3.endpoint });
    const keys: string[] = [];
    for await (const { key } of store.list(`${deployment}/`)) {
      keys.push(key);
    }
    store.close();
    return keys.filter((key) => !key.includes('/lease/'));
  }

  beforeEach(() => {
    Object.assign(process.env, s3.env);
  });

  test('takes a backup of a replica with the user and password of the secret, verifies it, and says so in metrics', async () => {
    const outcome = await run(settings('cache'), s3.env);
    expect(outcome.error).toBeUndefined();
    expect(outcome.result).toMatchObject({ deployment: 'cache', verified: true });
    const store = openStore(s3.url);
    const manifest = await readManifest(store, 'cache', outcome.result!.backup!);
    store.close();
    expect(manifest.shards[0]).toMatchObject({ keys: { 0: 2000 }, source: { role: 'replica', node: `${replica.host}:${replica.port}` } });
    expect(await objects('cache')).toEqual([
      expect.stringMatching(/manifest\.json$/), expect.stringMatching(/shard-1\.rdb\./), expect.stringMatching(/verified-.*\.json$/),
    ]);
    expect(outcome.metrics).toMatchObject({
      Deployment: 'cache', BackupSucceeded: 1, BackupVerified: 1, BackupBytes: manifest.shards[0]!.storedBytes,
      BackupDurationSeconds: manifest.durationSeconds,
    });
    expect(outcome.metrics.VerifiedBackupAgeSeconds).toBeLessThan(60);
    // What a cold start costs beyond starting Node.js; said, since it depends on the machine.
    process.stderr.write(`handler: loaded in ${outcome.loadMs.toFixed(0)} ms, first call with a backup of 4 MB ${outcome.callMs.toFixed(0)} ms\n`);
  });

  test('the secret may be the password alone, and the codec and the primary be chosen', async () => {
    const outcome = await run(settings('alone', { secretId: secrets.alone!, codec: 'gzip', fromPrimary: true, verify: false }), s3.env);
    expect(outcome.result).toMatchObject({ verified: false });
    expect(outcome.metrics).toMatchObject({ BackupSucceeded: 1, BackupVerified: 0 });
    expect(outcome.metrics).not.toHaveProperty('VerifiedBackupAgeSeconds');
    expect(await objects('alone')).toContainEqual(expect.stringMatching(/shard-1\.rdb\.gz$/));
    expect(outcome.lines.find(({ message }) => message === 'backup taken')!.shards[0]).toMatchObject({ role: 'primary', codec: 'gzip' });
  });

  test('a backup that fails is an error and a metric, with the age of the last good one', async () => {
    await run(settings('fails'), s3.env);
    const outcome = await run(settings('fails', { nodes: ['127.0.0.1:9'] }), s3.env);
    expect(outcome.error!.message).toMatch(/127\.0\.0\.1:9/);
    expect(outcome.lines).toContainEqual(expect.objectContaining({ level: 'error', requestId: 'request-1', message: outcome.error!.message }));
    expect(outcome.metrics).toMatchObject({ BackupSucceeded: 0, BackupVerified: 0 });
    expect(outcome.metrics.VerifiedBackupAgeSeconds).toBeGreaterThanOrEqual(0);
    expect(outcome.metrics).not.toHaveProperty('BackupBytes');
  });

  test.each([
    ['is not there', 'nothing', /cannot read secret nothing: there is none of that name in this region/],
    ['has no password', 'empty', /cannot read secret empty: it is JSON without "password"/],
  ])('a secret that %s is an error that names it', async (_, secretId, message) => {
    const outcome = await run(settings('secretless', { secretId }), s3.env);
    expect(outcome.error!.message).toMatch(message);
    expect(outcome.metrics).toMatchObject({ BackupSucceeded: 0 });
    expect(await objects('secretless')).toEqual([]);
  });

  test('a secret that cannot be reached says what the subnets need', async () => {
    const outcome = await run(settings('unreachable'), { ...s3.env, AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:9' });
    expect(outcome.error!.message).toMatch(/Secrets Manager cannot be reached; the function's subnets need NAT or its interface endpoint/);
  });

  describe('servers with TLS', () => {
    const SERVER = 'cache.redis-ha';
    let client: TestCertificates['client'];
    let encrypted: TestServer;
    const tls = (more: Partial<BackupRun>): BackupRun => settings('encrypted', {
      nodes: [`${encrypted.host}:${encrypted.port}`], tls: true, tlsServerName: SERVER, fromPrimary: true, verify: false, ...more,
    });
    beforeAll(async () => {
      const issued = await certificates(join(servers.directory, 'tls'), SERVER);
      client = issued.client;
      encrypted = await servers.start(['--requirepass', PASSWORD, ...issued.serverArgs], { password: PASSWORD, tls: client });
      await encrypted.call('ACL', 'SETUSER', 'backup', 'on', `>${PASSWORD}`, 'resetkeys', '-@all', '+@connection', '+psync', '+replconf', '+info', '+role');
      const manager = new SecretsManagerClient({
        endpoint: s3.endpoint, region: s3.env.AWS_REGION, credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
      });
      for (const [name, text] of Object.entries({ authorities: client.ca, certificates: secretTextOf(client), nonsense: '{}' })) {
        secrets[name] = (await manager.send(new CreateSecretCommand({ Name: name, SecretString: text }))).ARN!;
      }
      manager.destroy();
    });

    test('that ask for a certificate: one from a secret like the nodes\' is shown', async () => {
      const outcome = await run(tls({ tlsSecretId: secrets.certificates! }), s3.env);
      expect(outcome.error).toBeUndefined();
      expect(outcome.metrics).toMatchObject({ BackupSucceeded: 1 });
    });

    test('that do not: the authorities are enough, from a secret or told', async () => {
      await encrypted.call('CONFIG', 'SET', 'tls-auth-clients', 'optional');
      expect((await run(tls({ tlsSecretId: secrets.authorities! }), s3.env)).error).toBeUndefined();
      expect((await run(tls({ tlsCa: client.ca }), s3.env)).error).toBeUndefined();
    });

    test('whom nothing vouches for are not told the password', async () => {
      expect((await run(tls({}), s3.env)).error!.message).toMatch(/certificate|self.signed/i);
    });

    test('a secret that holds something else is an error that names it', async () => {
      expect((await run(tls({ tlsSecretId: secrets.nonsense! }), s3.env)).error!.message)
        .toMatch(new RegExp(`^cannot read secret ${secrets.nonsense!}: it has no PEM in "ca\\.crt"`));
    });
  });

  test('with the time limit nearly over it ends by itself, in time, and leaves nothing', async () => {
    await primary.call('CONFIG', 'SET', 'rdb-key-save-delay', '2000');
    await replica.call('CONFIG', 'SET', 'rdb-key-save-delay', '20000');
    try {
      // Two seconds of work and three to end are enough where nothing else runs; the snapshot would take forty.
      const outcome = await run(settings('late'), s3.env, 7000);
      expect(outcome.error).toMatchObject({ name: 'BackupAborted', message: expect.stringMatching(/deadline/) });
      // Work ends three seconds before the limit; how long the rest takes is this machine's business.
      expect(Number(/after (\d+(\.\d+)?) s, its deadline/.exec(outcome.error!.message)![1])).toBeLessThanOrEqual(4);
      expect(outcome.callMs).toBeLessThan(30_000);
      expect(outcome.metrics).toMatchObject({ BackupSucceeded: 0 });
      expect(await objects('late')).toEqual([]);
      const { Uploads } = await s3.client.send(new ListMultipartUploadsCommand({ Bucket: s3.bucket }));
      expect(Uploads ?? []).toEqual([]);
    } finally {
      await Promise.all([primary, replica].map((server) => server.call('CONFIG', 'SET', 'rdb-key-save-delay', '0')));
    }
  });

  test('without time to begin it does not', async () => {
    const outcome = await run(settings('late'), s3.env, 4000);
    expect(outcome.error!.message).toMatch(/^only \d\.\d s are left for the backup; give the function a longer timeout$/);
  });

  test('while somebody else takes one it stands back, which is no error', async () => {
    const store = openStore(s3.url);
    const lease = await Lease.acquire(store, 'busy', 'somebody else', 60);
    const outcome = await run(settings('busy'), s3.env);
    await lease!.release();
    store.close();
    expect(outcome.result).toEqual(expect.objectContaining({ deployment: 'busy', verified: false }));
    expect(outcome.result!.backup).toBeUndefined();
    expect(outcome.lines).toContainEqual(expect.objectContaining({ level: 'warn', message: expect.stringMatching(/is being taken by somebody else/) }));
    expect(outcome.metrics).not.toHaveProperty('BackupSucceeded');
  });

  test('a backup that cannot be read again as it was written is an error', async () => {
    const damaging = await damagingProxy(s3.endpoint, /^GET \S+shard-1/);
    try {
      const outcome = await run(settings('damaged'), { ...s3.env, AWS_ENDPOINT_URL_S3: damaging.endpoint });
      expect(outcome.error!.message).toMatch(/^backup \S+ of damaged is not in order: /);
      expect(outcome.metrics).toMatchObject({ BackupSucceeded: 1, BackupVerified: 0 });
      expect((await objects('damaged')).filter((key) => key.includes('verified'))).toEqual([]);
    } finally {
      await damaging.stop();
    }
  });

  test('no line of any of these runs holds the password', () => {
    expect(said).toContain('backup taken');
    expect(said).not.toContain(PASSWORD);
  });
});
