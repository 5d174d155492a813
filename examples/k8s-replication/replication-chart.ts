import { Chart, Duration, type ChartProps } from 'cdk8s';
import { RedisReplication } from 'redis-ha-constructs/kubernetes';
import type { Construct } from 'constructs';

/** A primary and two replicas. Who is primary changes only when somebody says so. */
export class ReplicationChart extends Chart {
  constructor(scope: Construct, id: string, props?: ChartProps) {
    super(scope, id, props);

    new RedisReplication(this, 'Redis', {
      deploymentName: 'sessions',
      // Without a failover of its own, service may only return when a full node has loaded again.
      objectives: { rpo: Duration.seconds(5), rto: Duration.minutes(5) },
      replicas: 2,
      clients: [{ podSelector: { matchLabels: { 'redis-client': 'true' } } }],
    });
  }
}
