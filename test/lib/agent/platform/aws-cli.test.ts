import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsCli } from '../../../../lib/agent/platform/aws-cli';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redis-ha-aws-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(body: string): string {
  const file = join(folder, 'aws');
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('parses the answer, and says region and form', async () => {
  const aws = awsCli('eu-central-1', program('printf \'{"region":"%s","args":"%s"}\' "$AWS_REGION" "$*"'));
  expect(await aws(['ssm', 'get-parameter'])).toEqual({
    region: 'eu-central-1', args: 'ssm get-parameter --output json --cli-connect-timeout 5 --cli-read-timeout 15',
  });
});

test('an empty answer is none', async () => {
  expect(await awsCli('r', program('true'))(['dynamodb', 'put-item'])).toBeUndefined();
});

test('the service\'s code is known to the caller', async () => {
  const body = 'echo "An error occurred (ConditionalCheckFailedException) when calling the PutItem operation: no" >&2; exit 254';
  await expect(awsCli('r', program(body))(['dynamodb', 'put-item'])).rejects.toMatchObject({
    code: 'ConditionalCheckFailedException', message: expect.stringContaining('aws dynamodb put-item'),
  });
});

test('a program that is not there', async () => {
  await expect(awsCli('r', join(folder, 'none'))(['a', 'b'])).rejects.toMatchObject({ code: '', message: expect.stringContaining('ENOENT') });
});
