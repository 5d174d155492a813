import { Chart, Duration, type ChartProps } from 'cdk8s';
import { RedisSentinel } from 'redis-ha-constructs/kubernetes';
import type { Construct } from 'constructs';

/** A Sentinel deployment over three zones that loses at most 5 s of writes and is back within 10 s. */
export class SentinelChart extends Chart {
  constructor(scope: Construct, id: string, props?: ChartProps) {
    super(scope, id, props);

    new RedisSentinel(this, 'Redis', {
      deploymentName: 'cache',
      objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(10) },
      // Any pod of this namespace with that label may connect, and nobody else.
      clients: [{ podSelector: { matchLabels: { 'redis-client': 'true' } } }],
      // The cluster's DNS, so that nodes may ask it and nothing else. `kubectl -n kube-system get pods --show-labels` tells.
      dns: [{
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
        podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
      }],
    });
  }
}
