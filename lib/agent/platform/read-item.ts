import type { AwsCli } from './aws-cli';
import { signedHeaders } from './aws-signature';
import type { InstanceMetadata } from './ec2-metadata';
import { RoleCredentials } from './role-credentials';

const TIMEOUT_MS = 3000;

/**
 * The AWS CLI, but for reading an item of DynamoDB, which agents do every few seconds: starting the CLI costs most of a
 * second of processor time, a request of the agent's own next to nothing. Whatever keeps that from working is left to the CLI.
 *
 * @param endpoint of DynamoDB. @default - that of the region
 */
export function readingItselfFrom(
  cli: AwsCli, region: string, metadata: InstanceMetadata,
  endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB ?? process.env.AWS_ENDPOINT_URL ?? `https://dynamodb.${region}.${suffix(region)}`,
): AwsCli {
  const credentials = new RoleCredentials(metadata);
  return async (args) => {
    const [service, call] = args;
    if (service !== 'dynamodb' || call !== 'get-item') {
      return cli(args);
    }
    const option = (name: string): string => args[args.indexOf(name) + 1]!;
    const body = JSON.stringify({
      TableName: option('--table-name'), Key: JSON.parse(option('--key')) as unknown, ConsistentRead: args.includes('--consistent-read'),
    });
    try {
      const headers = signedHeaders({
        method: 'POST', host: new URL(endpoint).host, body, region, service, now: new Date(),
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.GetItem' },
      }, await credentials.get());
      const answer = await fetch(endpoint, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!answer.ok) {
        throw new Error(`status ${answer.status}`);
      }
      return await answer.json();
    } catch {
      credentials.forget();
      return cli(args);
    }
  };
}

function suffix(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}
