import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DirectoryStore } from '../../../../lib/backup/store/directory-store';
import { S3Store } from '../../../../lib/backup/store/s3-store';
import { s3Available, type S3Server, startS3 } from '../../../s3/s3-server';
import { itEndsInTime } from './lease-contract';

describe('leases in a folder, in real seconds', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'redis-ha-lease-'));
  let count = 0;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  itEndsInTime(async () => new DirectoryStore(path.join(folder, `${count += 1}`)));
});

(s3Available() ? describe : describe.skip)('leases in a bucket, in real seconds', () => {
  let s3: S3Server;
  beforeAll(async () => {
    s3 = (await startS3())!;
    Object.assign(process.env, s3.env);
  }, 60_000);
  afterAll(async () => s3?.stop());

  itEndsInTime(async () => new S3Store(await s3.makeBucket(), ''));
});
