import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readingItselfFrom } from '../../../../lib/agent/platform/read-item';

const READ = ['dynamodb', 'get-item', '--table-name', 'table', '--consistent-read', '--key', '{"pk":{"S":"role"}}'];

let server: Server;
let endpoint: string;
let status: number;
let seen: { headers: IncomingMessage['headers']; body: string }[];
let byCli: string[][];
let asked: string[];
let expiration: number;

beforeEach(async () => {
  status = 200;
  seen = [];
  byCli = [];
  asked = [];
  expiration = Date.now() + 3_600_000;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    }).on('end', () => {
      seen.push({ headers: request.headers, body });
      response.writeHead(status).end(JSON.stringify({ Item: { primary: { S: 'node-1' } } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const metadata = { get: async (path: string): Promise<string | undefined> => {
  asked.push(path);
  return path.endsWith('/') ? 'the-role' : JSON.stringify({
    AccessKeyId: 'id', SecretAccessKey: 'secret', Token: 'token', Expiration: new Date(expiration).toISOString(),
  });
} };

function aws(): (args: string[]) => Promise<unknown> {
  return readingItselfFrom(async (args) => {
    byCli.push(args);
    return 'by the CLI';
  }, 'eu-central-1', metadata, endpoint);
}

test('an item is read by a signed request of its own, with the keys of the instance\'s role', async () => {
  expect(await aws()(READ)).toEqual({ Item: { primary: { S: 'node-1' } } });
  expect(byCli).toEqual([]);
  expect(JSON.parse(seen[0]!.body)).toEqual({ TableName: 'table', Key: { pk: { S: 'role' } }, ConsistentRead: true });
  expect(seen[0]!.headers).toMatchObject({ 'x-amz-target': 'DynamoDB_20120810.GetItem', 'x-amz-security-token': 'token' });
  expect(seen[0]!.headers.authorization).toMatch(/Credential=id\/\d{8}\/eu-central-1\/dynamodb\/aws4_request/);
});

test('keys are asked for once, and again before they expire', async () => {
  const call = aws();
  await call(READ);
  await call(READ);
  expect(asked).toEqual(['iam/security-credentials/', 'iam/security-credentials/the-role']);
  expiration = Date.now() + 60_000;
  const soon = aws();
  await soon(READ);
  await soon(READ);
  expect(asked).toHaveLength(6);
});

test('everything else is the CLI\'s, as is a read that was refused', async () => {
  const call = aws();
  expect(await call(['dynamodb', 'put-item', '--item', '{}'])).toBe('by the CLI');
  expect(await call(['ssm', 'get-parameter'])).toBe('by the CLI');
  expect(seen).toEqual([]);
  status = 400;
  expect(await call(READ)).toBe('by the CLI');
  expect(byCli).toHaveLength(3);
});
