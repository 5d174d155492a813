import { TopologyKind, Transport } from '../model';
import type { Finding } from '../plan';
import { warning } from '../plan/finding';
import type { DeploymentInput } from './deployment-input';
import { regionFindings } from './other-region';
import { storeFindings } from './object-store';
import { LONGEST_GRACE, stopTiming } from './timing';
import { sentinelsAreMixed } from './workloads';

/** What the author of a deployment should know about it on Kubernetes, beside the findings of its plan. */
export function manifestFindings(input: DeploymentInput): Finding[] {
  return [
    ...placementFindings(input),
    ...networkFindings(input),
    ...accessFindings(input),
    ...transportFindings(input),
    ...regionFindings(input),
    ...imageFindings(input),
    ...stopFindings(input),
  ];
}

function placementFindings({ plan, placement }: DeploymentInput): Finding[] {
  const found: Finding[] = [];
  const wanted = plan.failureDomains.length;
  if (placement.zones < wanted) {
    found.push(warning('few-zones', 'placement.zones',
      `the plan spreads over ${wanted} failure domains and the cluster offers ${placement.zones}: the loss of one zone takes more nodes `
        + 'than the plan reckons with, and may take a majority with it', `use a cluster with ${wanted} zones`));
  }
  if (placement.hosts === 'preferred') {
    found.push(warning('hosts-preferred', 'placement.hosts',
      'two nodes of one data set may come to run on one host, whose loss then takes both',
      'use `required` and as many hosts as a data set has nodes'));
  }
  if (sentinelsAreMixed(plan)) {
    found.push(warning('sentinels-on-some', 'topology.sentinels',
      'there are more data nodes than Sentinels beside them, so no Service finds just the Sentinels, and those pods run an idle container',
      'give clients the Services of the nodes that have one, use as many Sentinels as data nodes, or give them nodes of their own'));
  }
  return found;
}

function networkFindings(input: DeploymentInput): Finding[] {
  if (!input.networkPolicies) {
    return [warning('no-network-policies', 'networkPolicies',
      'no NetworkPolicy is made: whatever runs in the cluster reaches every port, the bus and agents included',
      'leave them on, or write some that let through what the topology needs')];
  }
  const any = (id: string, field: string, what: string, peer: string): Finding => warning(id, field,
    `names no peer, so ${what} may send to any address on its ports`, `name ${peer}, such as { ipBlock: { cidr: '10.0.0.0/24' } }`);
  return [
    ...(input.clients.length > 0 ? [] : [warning('no-clients', 'clients', 'names nobody, so no client may connect',
      'name peers, such as { podSelector: { matchLabels: { app: \'shop\' } } }')]),
    ...(input.apiServer.length > 0 ? [] : [any('any-api-server', 'apiServer', 'agents', 'the addresses of the API server')]),
    ...(input.dns.length > 0 ? [] : [any('any-dns', 'dns', 'nodes', 'the pods or addresses of the cluster\'s DNS')]),
    ...(input.restore ? storeFindings(input.restore.access) : []),
  ];
}

function accessFindings({ passwords, plan, admissionPolicy }: DeploymentInput): Finding[] {
  const found: Finding[] = [];
  if (passwords.kind === 'generated') {
    found.push(warning('passwords-job', 'passwords',
      `a Job makes the Secret ${passwords.secretName} and may create any other in its namespace: RBAC cannot limit creation to a name`,
      'use an existing Secret or External Secrets where that is too much'));
  }
  if (!admissionPolicy && plan.topology.kind !== TopologyKind.CLUSTER) {
    found.push(warning('agents-patch-pods', 'admissionPolicy',
      'agents may patch the deployment\'s own pods, of which they need one label: RBAC cannot be narrower',
      'turn on `admissionPolicy` on Kubernetes 1.30 and newer, where you may create objects of the whole cluster'));
  }
  return found;
}

function transportFindings({ plan, certificates }: DeploymentInput): Finding[] {
  const found: Finding[] = [];
  if (plan.transport === Transport.PLAINTEXT) {
    found.push(warning('plaintext', 'transport', 'passwords and data travel unencrypted, and nothing tells a client that it speaks to the node it asked for',
      'leave TLS on; a deployment that runs goes over in two steps, see docs/kubernetes.md'));
  }
  if (plan.transport === Transport.BOTH) {
    found.push(warning('plaintext-open', 'transport', 'clients are served with TLS and without, and nodes speak plaintext among themselves',
      'close plaintext once every client speaks TLS'));
  }
  if (certificates?.kind === 'generated') {
    found.push(warning('certificates-job', 'certificates',
      `a Job makes the Secret ${certificates.secretName} and its authority's and may create any other in its namespace: RBAC cannot limit `
        + 'creation to a name', 'use cert-manager or an existing Secret where that is too much'));
  }
  return found;
}

function imageFindings({ images }: DeploymentInput): Finding[] {
  const named = { engine: images.engine, node: images.node };
  return Object.entries(named).filter(([, image]) => !image.includes('@sha256:')).map(([name, image]) => (
    warning('image-without-digest', `images.${name}`, `got ${image}: what a tag stands for can change under a running deployment`,
      'use an image with its digest')));
}

function stopFindings({ plan, updateStrategy }: DeploymentInput): Finding[] {
  const { graceSeconds, turnSeconds } = stopTiming(plan, updateStrategy);
  return graceSeconds <= LONGEST_GRACE || updateStrategy === 'OnDelete' || turnSeconds === 0 ? [] : [warning('long-grace', 'updateStrategy',
    `a rollout begins in every shard at once and hands over one after the other, so the last waits up to ${turnSeconds} s of a grace of `
      + `${graceSeconds} s; a drain meanwhile may wait as long`, 'use `OnDelete` and `redis-ha rolling`')];
}
