import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2_POINTER_VERSION, type Ec2Pointer, type PointedFile } from '../../config';
import type { AwsCli } from './aws-cli';

/** Reads the pointer. @throws Error for one of a newer schema, which this agent would misread */
export async function readPointer(aws: AwsCli, parameter: string): Promise<Ec2Pointer> {
  const answer = await aws(['ssm', 'get-parameter', '--name', parameter]) as { Parameter: { Value: string } };
  const pointer = JSON.parse(answer.Parameter.Value) as Ec2Pointer;
  if (pointer.schemaVersion > EC2_POINTER_VERSION) {
    throw new Error(`${parameter} has schemaVersion ${pointer.schemaVersion}, this agent reads up to ${EC2_POINTER_VERSION}: `
      + 'replace the node, which then starts with the agent it points at');
  }
  return pointer;
}

/** What the pointer points at, checked against its digest. */
export async function fetchPointed(aws: AwsCli, file: PointedFile): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-ha-'));
  try {
    const target = join(folder, 'object');
    await aws(['s3api', 'get-object', '--bucket', file.bucket, '--key', file.key, target]);
    const bytes = await readFile(target);
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (digest !== file.sha256) {
      throw new Error(`s3://${file.bucket}/${file.key} has SHA-256 ${digest}, the pointer says ${file.sha256}`);
    }
    return bytes.toString('utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
