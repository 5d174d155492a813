import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import * as sdk from '@aws-sdk/client-s3';
import { endsWithTest } from '../ends-with-test';

/** Of moto: older ones do not know conditional writes of multipart uploads. */
const OLDEST = '5.2.1';
const PROBE = `
import sys
from importlib.metadata import version
import flask_cors
from importlib.util import find_spec
have = [int(part) for part in version('moto').split('.')[:3]]
sys.exit(0 if have >= [int(part) for part in '${OLDEST}'.split('.')] else 3)
`;
const REGION = 'us-east-1';

/** A real server that speaks S3 (moto), on a free port of this machine, with a bucket. */
export interface S3Server {
  /** A bucket of it, as a store's address. */
  readonly url: string;
  readonly bucket: string;
  readonly endpoint: string;
  /** What a process needs in its environment to use it. */
  readonly env: Record<string, string>;
  readonly client: sdk.S3Client;
  /** Another bucket of it. */
  makeBucket(options?: { versioned?: boolean; objectLock?: boolean }): Promise<string>;
  stop(): Promise<void>;
}

let available: boolean | undefined;

/** Whether there is a server to start; says so once when there is none. */
export function s3Available(): boolean {
  if (available === undefined) {
    available = spawnSync('python3', ['-c', PROBE]).status === 0;
    if (!available) {
      console.warn(`skipped: no S3 server on this machine; it needs python3 with moto[server] >= ${OLDEST}`);
    }
  }
  return available;
}

/** Starts one; undefined where there is none, and then tests skip. It ends with this process at the latest. */
export async function startS3(): Promise<S3Server | undefined> {
  if (!s3Available()) {
    return undefined;
  }
  const credentials = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };
  const inherited = { ...process.env };
  delete inherited.AWS_PROFILE;
  // Port 0: the system picks one, and the server says which.
  const server = spawn(...endsWithTest('python3', [path.join(__dirname, 'server.py'), '-H', '127.0.0.1', '-p', '0']), {
    env: { ...inherited, ...credentials, PYTHONUNBUFFERED: '1' }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  const endpoint = await listening(server);
  const env = {
    ...credentials, AWS_REGION: REGION, AWS_DEFAULT_REGION: REGION, AWS_ENDPOINT_URL: endpoint, AWS_EC2_METADATA_DISABLED: 'true',
  };
  // It reminds of the day when it stops supporting Node.js 20, in the midst of every test's output.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const client = new sdk.S3Client({
    endpoint, region: REGION, forcePathStyle: true, credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
  });
  let buckets = 0;
  const makeBucket: S3Server['makeBucket'] = async ({ versioned = false, objectLock = false } = {}) => {
    buckets += 1;
    const Bucket = `backups-${buckets}`;
    await client.send(new sdk.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: objectLock }));
    if (versioned) {
      await client.send(new sdk.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    }
    return Bucket;
  };
  const stop = async (): Promise<void> => {
    process.removeListener('exit', kill);
    client.destroy();
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
  };
  try {
    const bucket = await makeBucket();
    return { url: `s3://${bucket}`, bucket, endpoint, env, client, makeBucket, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function listening(server: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      // Its log is a line for every request; only the beginning is of interest, but all of it has to be read.
      said = said.length < 100_000 ? said + chunk.toString() : said;
      const [, endpoint] = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? [];
      if (endpoint) {
        resolve(endpoint);
      }
    };
    server.stdout!.on('data', read);
    server.stderr!.on('data', read);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the S3 server ended with ${code}: ${said.slice(-2000)}`)));
  });
}
