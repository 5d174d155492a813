import { Chart, Duration, type ChartProps } from 'cdk8s';
import { PasswordSecret, RedisSentinel, Tls, type ClusterPlace, type NetworkPeer } from 'redis-ha-constructs/kubernetes';
import type { Construct } from 'constructs';

export interface CacheChartProps extends ChartProps {
  /** The only thing that differs between the two clusters' manifests. */
  readonly here: ClusterPlace;
}

/** Nodes of both clusters. Whoever reads these names, in either cluster, finds the load balancer of that node. */
const NODES = ['node-1', 'node-2', 'node-3', 'r2-node-1', 'r2-node-2', 'r2-node-3'];
const DOMAIN = 'cache.example.com';

/** The networks of both clusters: pods, hosts and load balancers. */
const NETWORKS: NetworkPeer[] = [{ ipBlock: { cidr: '10.1.0.0/16' } }, { ipBlock: { cidr: '10.2.0.0/16' } }];
/** Where the bucket of the third region is reached from both, for example its interface endpoint. */
const WITNESS_NETWORK: NetworkPeer = { ipBlock: { cidr: '10.3.0.0/24' } };

/** One cluster's part of a Sentinel deployment that is active in Frankfurt and can go on in Ireland. */
export class CacheChart extends Chart {
  constructor(scope: Construct, id: string, { here, ...props }: CacheChartProps) {
    super(scope, id, props);

    new RedisSentinel(this, 'Redis', {
      deploymentName: 'cache',
      // Within a cluster, by itself; `objectives` below are of the loss of a whole one.
      objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(10) },
      clients: [{ podSelector: { matchLabels: { 'redis-client': 'true' } } }],
      dns: [{
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
        podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
      }],
      // The nodes of both are one deployment: they sign in to each other, and check each other's certificates.
      passwords: PasswordSecret.existing('cache-passwords'),
      tls: Tls.certManager({ issuer: { name: 'redis', kind: 'ClusterIssuer' } }),
      replicaCluster: {
        here,
        objectives: { rpo: Duration.seconds(10), rto: Duration.minutes(10) },
        addresses: Object.fromEntries(NODES.map((node) => [node, `${node}.${DOMAIN}`])),
        peers: NETWORKS,
        loadBalancers: {
          // Of the AWS Load Balancer Controller. To pods and not to hosts: by these a pod reaches itself, too.
          annotations: {
            'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal',
            'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
          },
          className: 'service.k8s.aws/nlb',
        },
        witness: {
          url: 'https://example-redis-witness.s3.eu-west-3.amazonaws.com/records',
          signingRegion: 'eu-west-3',
          credentialsSecret: 'witness-keys',
          peers: [WITNESS_NETWORK],
        },
      },
    });
  }
}
