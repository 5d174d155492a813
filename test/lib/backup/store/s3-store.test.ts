import * as sdk from '@aws-sdk/client-s3';
import { S3Store } from '../../../../lib/backup/store/s3-store';
import { s3Available, type S3Server, startS3 } from '../../../s3/s3-server';
import { itKeepsTheContract } from './store-contract';

const withS3 = s3Available() ? describe : describe.skip;
let s3: S3Server;

async function unfinished(bucket: string): Promise<string[]> {
  const { Uploads } = await s3.client.send(new sdk.ListMultipartUploadsCommand({ Bucket: bucket }));
  return (Uploads ?? []).map((upload) => upload.Key!);
}

withS3('a bucket', () => {
  beforeAll(async () => {
    s3 = (await startS3())!;
    Object.assign(process.env, s3.env);
  }, 60_000);
  afterAll(async () => s3?.stop());

  itKeepsTheContract(async () => {
    const bucket = await s3.makeBucket();
    return { store: new S3Store(bucket, 'team/redis'), leftovers: () => unfinished(bucket) };
  });
});
