import { existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AwsCallFailed } from '../../../../lib/agent/platform/aws-cli';
import { fetchPointed, readPointer } from '../../../../lib/agent/platform/ec2-pointer';
import { EC2_POINTER_VERSION } from '../../../../lib/config';
import { canonicalJson } from '../../../../lib/plan';
import { aPlan, publish } from '../ec2-node';
import { FakeAws } from './fake-aws';

let aws: FakeAws;
beforeEach(() => { aws = new FakeAws(); });

/** Where AWS was told to put it. */
const target = (): string => aws.calls[0]!.at(-1)!;

test('the pointer is what the parameter holds', async () => {
  const pointer = publish(aws, aPlan());
  expect(await readPointer(aws.cli, '/demo/pointer')).toEqual(pointer);
  expect(aws.calls).toEqual([['ssm', 'get-parameter', '--name', '/demo/pointer']]);
});

test('one of a newer schema is not guessed at', async () => {
  publish(aws, aPlan(), 'agent 1', { schemaVersion: EC2_POINTER_VERSION + 1 });
  await expect(readPointer(aws.cli, '/demo/pointer')).rejects.toThrow(`/demo/pointer has schemaVersion ${EC2_POINTER_VERSION + 1}, this agent reads up to ${EC2_POINTER_VERSION}: replace the node`);
});

test('without AWS there is no pointer', async () => {
  aws.down = true;
  await expect(readPointer(aws.cli, 'p')).rejects.toThrow(AwsCallFailed);
});

test('a file is fetched from where the pointer says, and nothing of it stays behind', async () => {
  const pointer = publish(aws, aPlan());
  expect(await fetchPointed(aws.cli, pointer.plan)).toBe(canonicalJson(aPlan()));
  expect(aws.calls[0]!.slice(0, -1)).toEqual(['s3api', 'get-object', '--bucket', 'bucket', '--key', 'plan.json']);
  expect(existsSync(dirname(target()))).toBe(false);
});

test('one that is not what the pointer was made for is refused, and nothing of it stays behind', async () => {
  const pointer = publish(aws, aPlan());
  aws.answers.set('s3api get-object', ({ last }) => writeFileSync(last!, 'something else'));
  await expect(fetchPointed(aws.cli, pointer.agent)).rejects.toThrow(`the pointer says ${pointer.agent.sha256}`);
  expect(existsSync(dirname(target()))).toBe(false);
});
