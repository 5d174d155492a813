import { Chart, Duration, Size, type ChartProps } from 'cdk8s';
import { Engine, RedisCluster } from 'redis-ha-constructs/kubernetes';
import type { Construct } from 'constructs';

/** Three shards over three zones, each a primary and a replica. */
export class ClusterChart extends Chart {
  constructor(scope: Construct, id: string, props?: ChartProps) {
    super(scope, id, props);

    new RedisCluster(this, 'Redis', {
      deploymentName: 'catalogue',
      engine: Engine.VALKEY_8_1,
      objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(20) },
      shards: 3,
      replicas: 1,
      nodeMemory: Size.gibibytes(2),
      clients: [{ podSelector: { matchLabels: { 'redis-client': 'true' } } }],
    });
  }
}
