import { Topology } from '../../../lib/model';
import { openStore } from '../../../lib/backup/store/open-store';
import { s3Available, startS3, type S3Server } from '../../s3/s3-server';
import { Backups, KEYS, planOf, restored, rightKeys, sum } from './restored-labs';

const backups = new Backups();
let s3: S3Server | undefined;
const before = { ...process.env };

beforeAll(async () => {
  s3 = await startS3();
  // As a user has them: the seed's process gets them from here.
  Object.assign(process.env, s3?.env);
}, 60_000);
afterAll(async () => {
  process.env = before;
  await s3?.stop();
  await backups.close();
});

(s3Available() ? test : test.skip)('a lab begins with a backup from S3, with the bundled program', async () => {
  const url = `s3://${s3!.bucket}/team`;
  const local = await backups.make(3);
  const from = openStore(local.store);
  const to = openStore(url);
  const keys: string[] = [];
  for await (const { key } of from.list('')) {
    keys.push(key);
  }
  for (const key of keys) {
    await to.put(key, await from.read(key));
  }
  to.close();
  await restored(planOf(Topology.cluster({ shards: 3, replicas: 1 })), { restoreFrom: { ...local, store: url } }, async (lab) => {
    await lab.healthy(90_000);
    expect(sum(await rightKeys(lab))).toBe(KEYS);
  });
}, 180_000);
