import * as pulumi from '@pulumi/pulumi';
import { BackupSchedule, BackupSource, ObjectStore, RedisSentinel, RestoreJob, StoreIdentity } from 'redis-ha-constructs/pulumi/kubernetes';

const config = new pulumi.Config();
const redis = new RedisSentinel('orders', { namespace: 'redis', objectives: { rpo: '5s', rto: '10s' } });

// Bucket and roles may be outputs, as those of `@pulumi/aws` are. Any other server that speaks S3: `endpoint`, and
// `StoreIdentity.secret('<name>')` with its keys.
const store = (role: string): ObjectStore => ObjectStore.s3({
  bucket: 'example-redis-backups', region: 'eu-west-1', identity: StoreIdentity.irsa(`arn:aws:iam::123456789012:role/${role}`),
});
const backups = new BackupSchedule('orders-backups', { source: BackupSource.deployment(redis), store: store('redis-backups') });

// A backup that is to be proven, as `redis-ha backups list` shows it: `pulumi config set prove <id>`.
const prove = config.get('prove');
if (prove !== undefined) {
  new RestoreJob('orders-proof', {
    store: store('redis-restores'), deployment: redis.deploymentName, backupId: prove, memory: '2GiB', namespace: redis.namespace,
  });
}

export const cronJob = backups.cronJobName;
