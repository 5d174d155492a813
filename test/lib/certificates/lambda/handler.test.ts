import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { certificatesIn, checkCertificates, type IssuerSettings } from '../../../../lib/certificates';
import { SecretsManagerStore } from '../../../../lib/certificates/lambda/secrets-manager';
import { s3Available, startS3, type S3Server } from '../../../s3/s3-server';
import { BuiltIssuer } from './run-issuer';

// Each run is a process that loads half a megabyte.
jest.setTimeout(60_000);

/** Where CloudFormation's answers are put. */
class Answers {
  public readonly bodies: any[] = [];
  public readonly types: (string | undefined)[] = [];
  /** How many are refused first. */
  public refuse = 0;
  private readonly server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => { text += part.toString(); });
    request.on('end', () => {
      this.refuse -= 1;
      if (this.refuse < 0) {
        this.bodies.push(JSON.parse(text));
        this.types.push(request.headers['content-type']);
      }
      response.writeHead(this.refuse < 0 ? 200 : 503).end();
    });
  });

  public async start(): Promise<void> {
    await new Promise<void>((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/answer?signed`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }
}

(s3Available() ? describe : describe.skip)('the handler as it is deployed, against a server that speaks Secrets Manager', () => {
  let issuer: BuiltIssuer;
  let aws: S3Server;
  let client: SecretsManagerClient;
  let answers: Answers;
  let count = 0;
  beforeAll(async () => {
    issuer = new BuiltIssuer();
    aws = (await startS3())!;
    client = new SecretsManagerClient({
      endpoint: aws.endpoint, region: aws.env.AWS_REGION, credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
    });
    answers = new Answers();
    await answers.start();
  });
  afterAll(async () => {
    client?.destroy();
    issuer?.remove();
    await Promise.all([answers?.stop(), aws?.stop()]);
  });
  beforeEach(() => {
    answers.bodies.length = 0;
    answers.types.length = 0;
  });

  /** Three secrets without a value, as CloudFormation makes them. */
  async function settings(): Promise<IssuerSettings> {
    count += 1;
    const make = async (what: string): Promise<string> =>
      (await client.send(new CreateSecretCommand({ Name: `${what}-${count}` }))).ARN!;
    return {
      schemaVersion: 1, deployment: 'orders', serverName: 'orders.redis-ha', dnsNames: [], ipAddresses: ['10.0.0.1'],
      days: 90, renewBeforeDays: 30,
      authoritySecretId: await make('authority'), certificateSecretId: await make('certificate'), caSecretId: await make('ca'),
    };
  }
  const read = async (id: string): Promise<string> =>
    (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString!;
  const request = (type: string): object => ({
    RequestType: type, ResponseURL: answers.url, StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Resource',
  });

  test('a deployment that is made: CloudFormation is told what clients are to trust, and no key', async () => {
    const told = await settings();
    const { error, lines, output } = await issuer.run(request('Create'), told, aws.env);
    expect(error).toBeUndefined();
    const certificates = certificatesIn(await read(told.certificateSecretId), 'it');
    expect(checkCertificates(certificates, told.serverName, Date.now())).toBeUndefined();
    expect(answers.bodies).toEqual([{
      Status: 'SUCCESS', PhysicalResourceId: 'stack/Resource', StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Resource',
      Data: { CaCertificate: await read(told.caSecretId) },
    }]);
    // The address is signed without a content type.
    expect(answers.types).toEqual([undefined]);
    expect(`${JSON.stringify(answers.bodies)}${output}`).not.toContain('PRIVATE KEY');
    expect(lines).toEqual([expect.objectContaining({ Deployment: 'orders', message: 'a new certificate: there is none' })]);
    expect(lines[0]!.CertificateDaysLeft).toBeCloseTo(90, 1);
    expect(lines[0]!._aws.CloudWatchMetrics[0]).toMatchObject({ Namespace: 'RedisHa', Metrics: [{ Name: 'CertificateDaysLeft' }] });
  });

  test('updated, or called again by somebody who got no answer: the same authority; deleted: nothing is', async () => {
    const told = await settings();
    await issuer.run(request('Create'), told, aws.env);
    const kept = await Promise.all([told.authoritySecretId, told.certificateSecretId].map(read));
    await issuer.run(request('Create'), told, aws.env);
    await issuer.run(request('Delete'), told, aws.env);
    expect(await Promise.all([told.authoritySecretId, told.certificateSecretId].map(read))).toEqual(kept);
    await issuer.run(request('Update'), { ...told, ipAddresses: ['10.0.0.1', '10.0.1.1'] }, aws.env);
    expect(await read(told.authoritySecretId)).toBe(kept[0]);
    expect(await read(told.certificateSecretId)).not.toBe(kept[1]);
    expect(answers.bodies.map(({ Status, PhysicalResourceId }) => `${Status} ${PhysicalResourceId}`)).toEqual(Array(4).fill('SUCCESS stack/Resource'));
    expect(new Set(answers.bodies.filter(({ Data }) => Data.CaCertificate).map(({ Data }) => Data.CaCertificate)).size).toBe(1);
  });

  test('looked after by the schedule: nobody is told anything but the log', async () => {
    const told = await settings();
    const { error, lines } = await issuer.run({ source: 'aws.events' }, told, aws.env);
    expect(error).toBeUndefined();
    expect(answers.bodies).toEqual([]);
    expect((await issuer.run({ source: 'aws.events' }, told, aws.env)).lines[0]!.message).toBe('the certificate is in order');
    expect(lines[0]!.message).toMatch(/^a new certificate/);
  });

  test('what fails is told to CloudFormation, and an error for Lambda to count; an answer that is refused is put again', async () => {
    const told = await settings();
    await client.send(new PutSecretValueCommand({ SecretId: told.authoritySecretId, SecretString: 'somebody else\'s' }));
    answers.refuse = 2;
    const { error, lines } = await issuer.run(request('Update'), told, aws.env);
    expect(error).toMatch(/^the secret of the authority holds something else/);
    expect(answers.bodies).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: error })]);
    expect(lines).toEqual([expect.objectContaining({ level: 'error', message: error })]);
    expect(lines[0]).not.toHaveProperty('CertificateDaysLeft');
  });

  test('without settings CloudFormation does not wait for an hour either', async () => {
    const { error } = await issuer.run(request('Create'), undefined, aws.env);
    expect(error).toMatch(/^REDIS_HA_ISSUER is of version none, this function reads 1/);
    expect(answers.bodies).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: error })]);
  });

  test('a number is taken once, and again only with the same text', async () => {
    const { authoritySecretId: id } = await settings();
    const store = new SecretsManagerStore(client);
    expect(await store.read(id)).toBeUndefined();
    expect(await store.writeNumbered(id, 'first', 1)).toBe(true);
    expect(await store.writeNumbered(id, 'first', 1)).toBe(true);
    expect(await store.writeNumbered(id, 'another', 1)).toBe(false);
    expect(await store.read(id)).toBe('first');
    expect(await store.writeNumbered(id, 'another', 2)).toBe(true);
    expect(await store.read(id)).toBe('another');
  });
});
