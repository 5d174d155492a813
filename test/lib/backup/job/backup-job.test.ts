import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { Lease } from '../../../../lib/backup/store/lease';
import { openStore } from '../../../../lib/backup/store/open-store';
import { readManifest } from '../../../../lib/backup/manifest-file';
import { BACKUP_RUN_VARIABLE, type BackupRun } from '../../../../lib/model/backup-run';
import { s3Available, startS3, type S3Server } from '../../../s3/s3-server';
import { certificates } from '../../redis/certificates';
import { fill } from '../../redis/fill';
import { eventually, RedisServers, type TestServer } from '../../redis/redis-servers';
import { damagingProxy } from '../damaging-proxy';
import { IdentityEndpoint } from './identity-endpoint';
import { BuiltJob, type JobRun } from './run-job';

// Each run is a process that loads most of a megabyte.
jest.setTimeout(60_000);

const PASSWORD = 'a-password-that-no-log-may-hold';
const TOKEN = 'a-token-that-no-log-may-hold';
const ROLE = 'arn:aws:iam::123456789012:role/backups';
const servers = new RedisServers();
const identity = new IdentityEndpoint(TOKEN);
let identityUrl: string;
let job: BuiltJob;
let said = '';
let s3: S3Server;
let primary: TestServer;
let replica: TestServer;

(s3Available() ? describe : describe.skip)('the program of a backup pod, against real servers', () => {
  beforeAll(async () => {
    job = new BuiltJob();
    s3 = (await startS3())!;
    identityUrl = await identity.listen();
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
    job?.remove();
    await Promise.all([servers.close(), s3?.stop(), identity.close()]);
  });

  beforeEach(() => {
    Object.assign(process.env, s3.env);
    identity.asked.length = 0;
  });

  const settings = (deployment: string, more: Partial<BackupRun> = {}): Record<string, string> => ({
    [BACKUP_RUN_VARIABLE]: JSON.stringify({
      schemaVersion: 1, deployment, nodes: [primary, replica].map(({ host, port }) => `${host}:${port}`), username: 'backup', tls: false,
      passwordFile: job.file('password', `${PASSWORD}\n`), store: s3.url, codec: 'auto', fromPrimary: false, parallel: 1, verify: true,
      limitSeconds: 60, ...more,
    } satisfies BackupRun),
  });
  /** The store, without who asks for it. */
  const nobody = (): Record<string, string> => ({
    AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_S3: s3.endpoint, AWS_EC2_METADATA_DISABLED: 'true',
  });

  async function run(...words: Parameters<BuiltJob['run']>): Promise<JobRun> {
    const outcome = await job.run(...words);
    said += outcome.output;
    return outcome;
  }

  async function objects(deployment: string): Promise<string[]> {
    const store = openStore(s3.url);
    const keys: string[] = [];
    for await (const { key } of store.list(`${deployment}/`)) {
      keys.push(key);
    }
    store.close();
    return keys.filter((key) => !key.includes('/lease/'));
  }

  test('a backup of a replica, verified: it ends with 0, and its last line says what came of it', async () => {
    const { code, last } = await run({ ...settings('cache'), ...s3.env });
    expect(last).toMatchObject({ message: 'backup run ended', exitCode: 0, deployment: 'cache', verified: true, BackupVerified: 1 });
    expect(code).toBe(0);
    const store = openStore(s3.url);
    const manifest = await readManifest(store, 'cache', String(last.backup));
    store.close();
    expect(manifest.shards[0]).toMatchObject({ keys: { 0: 2000 }, source: { role: 'replica' } });
    expect(last).toMatchObject({ BackupBytes: manifest.shards[0]!.storedBytes, VerifiedBackupAgeSeconds: expect.any(Number) });
    expect(await objects('cache')).toContainEqual(expect.stringMatching(/verified-.*\.json$/));
  });

  test('servers with TLS are checked by the mounted authority and the name on their certificate', async () => {
    const made = await certificates(job.folder, 'cache.redis-ha');
    const tls = { password: PASSWORD, tls: made.client };
    const server = await servers.start([...made.serverArgs, '--tls-auth-clients', 'yes', '--requirepass', PASSWORD], tls);
    await server.call('SET', 'key', 'value');
    const wanted: Partial<BackupRun> = {
      nodes: [`${server.host}:${server.port}`], username: 'default', tls: true, tlsServerName: 'cache.redis-ha', fromPrimary: true,
      caFile: job.file('ca.crt', String(made.client.ca)), certFile: job.file('tls.crt', String(made.client.cert)),
      keyFile: job.file('tls.key', String(made.client.key)),
    };
    expect((await run({ ...settings('with-tls', wanted), ...s3.env })).last).toMatchObject({ exitCode: 0, verified: true });
    for (const [more, message] of [
      [{ tlsServerName: 'other.redis-ha' }, /does not match certificate/], [{ caFile: undefined }, /self-signed|unable to/i],
      [{ caFile: '/nowhere/ca.crt' }, /cannot read the certificates in \/nowhere\/ca\.crt/],
    ] as const) {
      expect((await run({ ...settings('without-tls', { ...wanted, ...more }), ...s3.env })).last)
        .toMatchObject({ exitCode: 1, error: expect.stringMatching(message) });
    }
    expect(await objects('without-tls')).toEqual([]);
  });

  test('a token of the service account is exchanged at STS for a role (IRSA, and the token issuer of any cluster)', async () => {
    const { code, output } = await run({
      ...settings('irsa'), ...nobody(), AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: job.file('token', TOKEN), AWS_ENDPOINT_URL_STS: identityUrl,
    });
    expect([code, output]).toEqual([0, expect.anything()]);
    expect(identity.asked).toContain(`AssumeRoleWithWebIdentity ${ROLE}`);
  });

  test('the agent of EKS Pod Identity is asked with the token of its file', async () => {
    const { code, output } = await run({
      ...settings('pod-identity'), ...nobody(),
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${identityUrl}/credentials`, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: job.file('token', TOKEN),
    });
    expect([code, output]).toEqual([0, expect.anything()]);
    expect(identity.asked).toContain('GET /credentials');
  });

  test('a token that is not its own gives nothing, and the run fails', async () => {
    const { code, last } = await run({
      ...settings('stranger'), ...nobody(), AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: job.file('other', 'another'),
      AWS_ENDPOINT_URL_STS: identityUrl,
    });
    expect(identity.asked).toContain(`AssumeRoleWithWebIdentity ${ROLE}`);
    expect([code, last.exitCode]).toEqual([1, 1]);
    expect(await objects('stranger')).toEqual([]);
  });

  test('without any credentials it says so', async () => {
    const { code, last } = await run({ ...settings('nobody'), ...nobody() });
    expect(code).toBe(1);
    expect(last.error).toMatch(/no AWS credentials were found/);
  });

  test('a server that is not there is a failed run', async () => {
    const { code, last } = await run({ ...settings('fails', { nodes: ['127.0.0.1:9'] }), ...s3.env });
    expect(code).toBe(1);
    expect(last).toMatchObject({ message: 'backup run ended', verified: false, error: expect.stringMatching(/127\.0\.0\.1:9/) });
    expect(await objects('fails')).toEqual([]);
  });

  test.each([
    ['not there', '/nowhere/password', /cannot read the password file \/nowhere\/password: there is none; the Secret .* lacks the key/],
    ['empty', undefined, /cannot read the password file .*: it is empty/],
  ])('a password file that is %s is a failed run', async (_, file, message) => {
    const { code, last } = await run({ ...settings('locked-out', { passwordFile: file ?? job.file('empty', '\n') }), ...s3.env });
    expect(code).toBe(1);
    expect(last.error).toMatch(message);
  });

  test('what it is told cannot work: it ends with 2, which no retry mends', async () => {
    expect((await run(s3.env)).code).toBe(2);
    expect((await run({ ...settings('told', { nodes: ['nowhere'] }), ...s3.env })).code).toBe(2);
    const { code, last } = await run({ ...settings('told', { secretId: 'secret' }), ...s3.env });
    expect([code, last.message]).toEqual([2, expect.stringMatching(/REDIS_HA_BACKUP\.passwordFile/)]);
  });

  test('with no time left to verify it ends with 3, and the backup stands', async () => {
    // Eighteen seconds of work; the snapshot takes ten of them and a little, and what is left is less.
    const { code, last } = await slowly(5000, () => run({ ...settings('hurried', { limitSeconds: 21 }), ...s3.env }));
    expect(last).toMatchObject({ exitCode: 3, verified: false, backup: expect.any(String) });
    expect(code).toBe(3);
    expect(await objects('hurried')).toContainEqual(expect.stringMatching(/manifest\.json$/));
  });

  test('at its limit it ends by itself and leaves nothing', async () => {
    const { code, last } = await slowly(20_000, () => run({ ...settings('late', { limitSeconds: 8 }), ...s3.env }));
    expect([code, last.error]).toEqual([1, expect.stringMatching(/its deadline/)]);
    expect(await leftIn('late')).toEqual([]);
  });

  test('told to end, as when its node is drained, it takes back what it has begun', async () => {
    const { code, last } = await slowly(20_000, async () => run({ ...settings('drained'), ...s3.env }, ['take'], (child) => {
      // The stream comes from the replica as soon as its child process writes.
      void eventually(isSaving).then(() => child.kill('SIGTERM'));
    }));
    expect([code, last.error]).toEqual([1, expect.stringMatching(/told to end \(SIGTERM\)/)]);
    expect(await leftIn('drained')).toEqual([]);
  });

  test('while somebody else takes one it stands back and says so with 4', async () => {
    const store = openStore(s3.url);
    const lease = await Lease.acquire(store, 'busy', 'somebody else', 60);
    try {
      const { code, last } = await run({ ...settings('busy'), ...s3.env });
      expect([code, last.exitCode]).toEqual([4, 4]);
    } finally {
      await lease!.release();
      store.close();
    }
  });

  test('a backup that cannot be read again as it was written is a failed run', async () => {
    const damaging = await damagingProxy(s3.endpoint, /^GET \S+shard-1/);
    try {
      const { code, last } = await run({ ...settings('damaged'), ...s3.env, AWS_ENDPOINT_URL: damaging.endpoint });
      expect([code, last.error]).toEqual([1, expect.stringMatching(/^backup \S+ of damaged is not in order: /)]);
      expect(last).toMatchObject({ verified: false, BackupSucceeded: 1, BackupVerified: 0 });
    } finally {
      await damaging.stop();
    }
  });

  test('no line of any of these runs holds a password or a token', () => {
    expect(said).not.toContain(PASSWORD);
    expect(said).not.toContain(TOKEN);
    expect(said.length).toBeGreaterThan(1000);
  });

  /** While the replica takes that many microseconds for each of its two thousand keys. */
  async function slowly<T>(microseconds: number, work: () => Promise<T>): Promise<T> {
    await replica.call('CONFIG', 'SET', 'rdb-key-save-delay', microseconds);
    try {
      return await work();
    } finally {
      await replica.call('CONFIG', 'SET', 'rdb-key-save-delay', 0);
      await eventually(async () => !await isSaving());
    }
  }

  async function isSaving(): Promise<boolean> {
    return /rdb_bgsave_in_progress:1/.test(String(await replica.call('INFO', 'persistence')));
  }

  async function leftIn(deployment: string): Promise<string[]> {
    const { Uploads = [] } = await s3.client.send(new ListMultipartUploadsCommand({ Bucket: s3.bucket, Prefix: `${deployment}/` }));
    return [...await objects(deployment), ...Uploads.map(({ Key }) => Key!)];
  }
});
