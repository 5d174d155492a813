// What `pulumi package add` runs: the components for programs that are not TypeScript.
import { componentProviderHost } from '@pulumi/pulumi/provider/experimental';
import { AwsBackupBucket } from './aws/backup-bucket';
import { AwsBackupSchedule } from './aws/backup-schedule';
import { AwsRedisCluster, AwsRedisReplication, AwsRedisSentinel } from './aws/topologies';
import { KubernetesBackupSchedule } from './kubernetes/backup-schedule';
import { KubernetesRedisCluster, KubernetesRedisReplication, KubernetesRedisSentinel } from './kubernetes/topologies';

void componentProviderHost({
  name: 'redis-ha',
  components: [
    AwsRedisSentinel, AwsRedisReplication, AwsRedisCluster, AwsBackupBucket, AwsBackupSchedule,
    KubernetesRedisSentinel, KubernetesRedisReplication, KubernetesRedisCluster, KubernetesBackupSchedule,
  ],
  dirname: __dirname,
});
