// What `pulumi package add` runs: the components for programs that are not TypeScript.
import { componentProviderHost } from '@pulumi/pulumi/provider/experimental';
import { AwsRedisCluster, AwsRedisReplication, AwsRedisSentinel } from './aws';
import { KubernetesRedisCluster, KubernetesRedisReplication, KubernetesRedisSentinel } from './kubernetes';

void componentProviderHost({
  name: 'redis-ha',
  components: [
    AwsRedisSentinel, AwsRedisReplication, AwsRedisCluster,
    KubernetesRedisSentinel, KubernetesRedisReplication, KubernetesRedisCluster,
  ],
  dirname: __dirname,
});
