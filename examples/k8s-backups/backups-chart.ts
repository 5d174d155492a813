import { Chart, Duration, Size, type ChartProps } from 'cdk8s';
import {
  BackupSchedule, BackupSource, ObjectStore, RedisSentinel, RestoreJob, StoreIdentity,
} from 'redis-ha-constructs/kubernetes';
import type { Construct } from 'constructs';

/** Properties of BackupsChart. */
export interface BackupsChartProps extends ChartProps {
  /** A backup that is to be proven, as `redis-ha backups list` shows it. @default - none */
  readonly prove?: string;
}

/** A Sentinel deployment that is backed up every hour, and a Job that proves one of its backups. */
export class BackupsChart extends Chart {
  constructor(scope: Construct, id: string, props: BackupsChartProps = {}) {
    super(scope, id, props);
    const redis = new RedisSentinel(this, 'Redis', {
      deploymentName: 'orders',
      objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(10) },
    });

    // Any other server that speaks S3: `endpoint`, and `StoreIdentity.secret('<name>')` with its keys.
    const store = (role: string): ObjectStore => ObjectStore.s3({
      bucket: 'example-redis-backups', region: 'eu-west-1', identity: StoreIdentity.irsa(`arn:aws:iam::123456789012:role/${role}`),
    });
    new BackupSchedule(this, 'Backups', { source: BackupSource.deployment(redis), store: store('redis-backups') });
    if (props.prove) {
      new RestoreJob(this, 'Proof', {
        store: store('redis-restores'), deployment: redis.deploymentName, backupId: props.prove, memory: Size.gibibytes(2),
      });
    }
  }
}
