import * as k8s from '@pulumi/kubernetes';
import { RedisSentinel } from 'redis-ha-constructs/pulumi/kubernetes';

const { metadata } = new k8s.core.v1.Namespace('redis', { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });

/** A Sentinel deployment over three zones that loses at most 5 s of writes and is back within 10 s. */
const redis = new RedisSentinel('cache', {
  namespace: metadata.name,
  objectives: { rpo: '5s', rto: '10s' },
  // Any pod of this namespace with that label may connect, and nobody else.
  clients: [{ podSelector: { matchLabels: { 'redis-client': 'true' } } }],
  // The cluster's DNS, so that nodes may ask it and nothing else. `kubectl -n kube-system get pods --show-labels` tells.
  dns: [{
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
    podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
  }],
});

export const primary = redis.primaryHost;
export const sentinels = redis.sentinelHosts;
export const passwords = redis.passwordSecretName;
