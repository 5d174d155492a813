import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instanceMetadata } from '../../../../lib/agent/platform/ec2-metadata';

let server: Server;
let endpoint: string;
let tokens: number;
let valid: string;

beforeEach(async () => {
  tokens = 0;
  server = createServer((request, response) => {
    if (request.method === 'PUT') {
      tokens += 1;
      valid = `token-${tokens}`;
      response.end(valid);
    } else if (request.headers['x-aws-ec2-metadata-token'] !== valid) {
      response.writeHead(401).end();
    } else if (request.url === '/latest/meta-data/instance-id') {
      response.end('i-1\n');
    } else {
      response.writeHead(request.url?.endsWith('broken') ? 500 : 404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((done) => {
  server.closeAllConnections();
  server.close(done);
}));

test('version 2: with a token, asked for once', async () => {
  const metadata = instanceMetadata(endpoint);
  expect(await metadata.get('instance-id')).toBe('i-1');
  expect(await metadata.get('instance-id')).toBe('i-1');
  expect(tokens).toBe(1);
});

test('an expired token is replaced', async () => {
  const metadata = instanceMetadata(endpoint);
  await metadata.get('instance-id');
  valid = 'other';
  expect(await metadata.get('instance-id')).toBe('i-1');
});

test('what is not there is undefined; what fails is an error', async () => {
  const metadata = instanceMetadata(endpoint);
  expect(await metadata.get('autoscaling/target-lifecycle-state')).toBeUndefined();
  await expect(metadata.get('broken')).rejects.toThrow('answered 500');
});
