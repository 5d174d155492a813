import { isIP } from 'node:net';
import type * as Sdk from '@aws-sdk/client-s3';
import type { S3Options } from './s3-store';

/** A bucket, and all that is needed to ask for something in it. */
export interface S3Bucket {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.S3Client;
  readonly bucket: string;
  /** Where it is, for errors: the endpoint, or AWS with its region. */
  readonly place: () => Promise<string>;
}

/** Attempts of a request that failed for no fault of its own; some two seconds together. */
const ATTEMPTS = 5;
/** Silence on a connection after which it counts as broken; S3 sends spaces while it assembles parts. */
const SILENCE_MS = 60_000;
const CONNECT_MS = 5_000;

/**
 * The AWS SDK's client, with credentials and region from where the SDK looks for them.
 *
 * @throws when the SDK is not installed
 */
export async function connectS3(bucket: string, options: S3Options): Promise<S3Bucket> {
  const sdk = await loadSdk(bucket);
  const endpoint = options.endpoint ?? process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  if (endpoint !== undefined && !/^https?:\/\/[^/]/.test(endpoint)) {
    throw new Error(`the endpoint ${endpoint} is no URL of a server: write it with its scheme, such as http://127.0.0.1:9000`);
  }
  const client = new sdk.S3Client({
    region: regionOf(options, endpoint),
    endpoint: options.endpoint,
    forcePathStyle: options.pathStyle ?? (endpoint !== undefined && wantsPathStyle(endpoint)),
    retryMode: 'standard',
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
    // Uploads bring their own SHA-256. What is read is checked against the manifest, and a check in between would hide where a
    // connection broke.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  reuseChecksum(client);
  const place = async (): Promise<string> => endpoint ?? `AWS, region ${await client.config.region().catch(() => 'unknown')}`;
  return { sdk, client, bucket, place };
}

async function loadSdk(bucket: string): Promise<typeof Sdk> {
  try {
    return await import('@aws-sdk/client-s3');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if ((code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') && message.includes('@aws-sdk/client-s3')) {
      throw new Error(`s3://${bucket} needs the AWS SDK, which is installed only by those who use it: npm install @aws-sdk/client-s3`, { cause: error });
    }
    throw error;
  }
}

/** The SDK asks AWS_REGION and the profile; the AWS CLI's variable is honoured too, and a server that is not AWS needs none. */
function regionOf(options: S3Options, endpoint: string | undefined): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_PROFILE } = process.env;
  if (options.region !== undefined || AWS_REGION) {
    return options.region;
  }
  return AWS_DEFAULT_REGION || (endpoint !== undefined && !AWS_PROFILE ? 'us-east-1' : undefined);
}

/** Servers other than AWS have, as a rule, no name for each bucket. */
function wantsPathStyle(endpoint: string): boolean {
  const host = new URL(endpoint).hostname;
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0 || !/\.amazonaws\.com(\.cn)?$/.test(host);
}

/** A part's SHA-256, sent as its checksum, is also what its signature needs: computed once instead of twice. */
function reuseChecksum(client: Sdk.S3Client): void {
  client.middlewareStack.add((next) => async (args) => {
    const headers = (args.request as { headers?: Record<string, string> }).headers;
    const checksum = headers?.['x-amz-checksum-sha256'];
    if (checksum !== undefined) {
      headers!['x-amz-content-sha256'] = Buffer.from(checksum, 'base64').toString('hex');
    }
    return next(args);
  }, { step: 'build', name: 'reuseChecksum' });
}
