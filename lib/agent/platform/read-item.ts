import type { AwsCli } from './aws-cli';
import { signedHeaders, type Credentials } from './aws-signature';
import type { InstanceMetadata } from './ec2-metadata';

/** Keys are asked for again this long before they expire. */
const RENEW_MS = 300_000;
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
  let keys: { credentials: Credentials; until: number } | undefined;
  const credentials = async (): Promise<Credentials> => {
    if (!keys || Date.now() >= keys.until) {
      keys = await roleCredentials(metadata);
    }
    return keys.credentials;
  };
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
      }, await credentials());
      const answer = await fetch(endpoint, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!answer.ok) {
        throw new Error(`status ${answer.status}`);
      }
      return await answer.json();
    } catch {
      keys = undefined;
      return cli(args);
    }
  };
}

async function roleCredentials(metadata: InstanceMetadata): Promise<{ credentials: Credentials; until: number }> {
  const role = await metadata.get('iam/security-credentials/');
  const text = role && await metadata.get(`iam/security-credentials/${role.trim()}`);
  if (!text) {
    throw new Error('the instance has no role');
  }
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(text) as Record<string, string>;
  return {
    credentials: { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: Token! },
    until: Date.parse(Expiration!) - RENEW_MS,
  };
}

function suffix(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}
