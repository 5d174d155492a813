/** Fixed places in the containers of a node's pod; constant, so that a manifest changes only with what it means. */
export const POD_PATHS = {
  /** The data volume. */
  dataDir: '/data',
  /** In memory, gone with the pod: programs, rendered configuration with passwords, what its containers tell each other. */
  runDir: '/run/redis-ha',
  /** A ConfigMap with `node.json`, `plan.json` and `hosts.json`. */
  deploymentDir: '/etc/redis-ha/deployment',
  nodeConfig: '/etc/redis-ha/deployment/node.json',
  plan: '/etc/redis-ha/deployment/plan.json',
  hosts: '/etc/redis-ha/deployment/hosts.json',
  /** Addresses as they were resolved last, in the form of `Bindings`. */
  bindings: '/run/redis-ha/bindings.json',
  secretsDir: '/etc/redis-ha/secrets',
  /** A Secret with `ca.crt`, `tls.crt` and `tls.key`. */
  certificatesDir: '/etc/redis-ha/certificates',
  /** ConfigMaps with the parts of the programs, in the order of their names: `<program>.js.gz.<nn>`. */
  partsDir: '/etc/redis-ha/parts',
  agent: '/run/redis-ha/redis-ha-agent.js',
  seed: '/run/redis-ha/redis-ha-seed.js',
  /** The program that issues certificates; in Jobs of its own only. */
  issuer: '/run/redis-ha/redis-ha-certificates.js',
  accountDir: '/var/run/secrets/kubernetes.io/serviceaccount',
  /** Made by the preStop hook of a server: its pod is about to end. */
  stopRequested: '/run/redis-ha/stop-requested',
  /** Made by the agent when nothing has to be waited for any longer. Both are removed when that server is back. */
  stopAnswered: '/run/redis-ha/stop-answered',
} as const;

/** Environment of the agent's containers, filled in by the downward API. Empty where the cluster does not know. */
export const POD_ENV = {
  name: 'REDIS_HA_POD',
  namespace: 'REDIS_HA_NAMESPACE',
  /** Label `controller-revision-hash`: which revision of its StatefulSet the pod is. */
  revision: 'REDIS_HA_REVISION',
  /** Label `topology.kubernetes.io/zone` of the pod, which clusters of 1.35 and newer copy from its node. */
  zone: 'REDIS_HA_ZONE',
} as const;

/** Labels of pods. */
export const POD_LABELS = {
  instance: 'app.kubernetes.io/instance',
  component: 'app.kubernetes.io/component',
  /** StatefulSet's name without the deployment's: `node`, `sentinel`, `shard-1`. */
  workload: 'redis-ha-constructs/workload',
  /** `true` on pods that hold data. */
  data: 'redis-ha-constructs/data',
  /** `true` on pods that have a Sentinel. */
  sentinel: 'redis-ha-constructs/sentinel',
  /** Shard of a Cluster. */
  shard: 'redis-ha-constructs/shard',
  /** `primary` or `replica`, set by the agent of the pod while that is so; absent otherwise. */
  role: 'redis-ha-constructs/role',
} as const;

/** Annotation beside the role label: epoch at which it was set. Whoever leads now may take off a label of an older epoch. */
export const ROLE_EPOCH_ANNOTATION = 'redis-ha-constructs/role-epoch';

/**
 * Annotations of what must outlive its manifest, or is in none: pruning tools leave it and do not call it a difference. Argo CD
 * takes every object that bears the instance label of an Application for a part of it, unless it is told to track otherwise.
 */
export const NEVER_PRUNED = {
  'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
} as const;

/** Keys of the ConfigMap outside the volumes. */
export const STATE_KEYS = { marker: 'marker', role: 'role' } as const;

/** Port names in pods and Services. */
export const POD_PORTS = {
  redis: 'redis', redisTls: 'redis-tls', redisPlain: 'redis-plain', sentinel: 'sentinel', sentinelTls: 'sentinel-tls',
  sentinelPlain: 'sentinel-plain', agent: 'agent', bus: 'bus',
} as const;

/** Where a node of a plan is. */
export interface PodPlace {
  readonly workload: string;
  readonly statefulSet: string;
  readonly pod: string;
}

/** Where nodes of a plan are: `node-2` of `cache` is pod `cache-node-1`, the second of the StatefulSet `cache-node`. */
export function podOf(deployment: string, node: string): PodPlace {
  const [, workload, number] = /^(.+)-(\d+)$/.exec(node)!;
  const statefulSet = `${deployment}-${workload}`;
  return { workload: workload!, statefulSet, pod: `${statefulSet}-${Number(number) - 1}` };
}

/**
 * Name of the Service that is a node's address for life. Never the name of a pod: `cache-node-1` is the pod of `node-2`, and
 * in there its own hosts file gives that name its own address.
 */
export function nodeServiceName(deployment: string, node: string): string {
  return `${deployment}-${node}-address`;
}

/** What clients may call a Service, so names of a certificate: from its own namespace, and from others where that is known. */
export function serviceHosts(service: string, namespace: string | undefined): string[] {
  return [service, ...(namespace === undefined ? [] : [`${service}.${namespace}`, `${service}.${namespace}.svc`])];
}
