import type { Finding } from '../plan';
import { warning } from '../plan/finding';
import type { DeploymentInput, OtherRegion, PolicyPeer } from './deployment-input';
import { CREDENTIAL_KEYS } from './object-store';

/** Why an external-dns in the cluster makes the name of a node that is known by one. */
export const EXTERNAL_DNS_NAME = 'external-dns.alpha.kubernetes.io/hostname';

type Plain = Record<string, unknown>;

/** What the agent's container is told besides: who it is to the witness. */
export function witnessEnvironment({ otherRegion }: DeploymentInput): Plain[] {
  const secret = otherRegion?.witness.credentialsSecret;
  return secret === undefined ? [] : Object.values(CREDENTIAL_KEYS)
    .map((key) => ({ name: key, valueFrom: { secretKeyRef: { name: secret, key } } }));
}

/** What makes a node's Service reachable from the other cluster, as members of its spec and annotations. */
export function exposure(otherRegion: OtherRegion, node: string): { spec: Plain; annotations: Record<string, string> } {
  const address = otherRegion.addresses[node]!;
  const { annotations, className } = otherRegion.loadBalancer;
  return {
    spec: {
      type: 'LoadBalancer',
      // The policies tell the other cluster's nodes from anybody else by their source addresses.
      externalTrafficPolicy: 'Local',
      ...(className === undefined ? {} : { loadBalancerClass: className }),
    },
    annotations: { ...(isAddress(address) ? {} : { [EXTERNAL_DNS_NAME]: address }), ...annotations },
  };
}

/** Egress rule to the witness. */
export function witnessEgress({ witness: { peers, port } }: OtherRegion): Plain {
  return { ...(peers.length > 0 ? { to: peers } : {}), ports: [{ port, protocol: 'TCP' }] };
}

/** Who is let in to what nodes tell each other, beside the deployment's own pods. */
export function otherPeers({ otherRegion }: DeploymentInput): PolicyPeer[] {
  return otherRegion?.peers ?? [];
}

/** What the author should know about a deployment in two clusters. */
export function regionFindings({ otherRegion, networkPolicies }: DeploymentInput): Finding[] {
  return otherRegion && networkPolicies && otherRegion.witness.peers.length === 0 ? [warning('any-witness', 'replicaCluster.witness.peers',
    `names no peer, so nodes may send to any address on port ${otherRegion.witness.port}`,
    'name the witness\'s addresses, such as the ipBlock of its interface endpoint')] : [];
}

function isAddress(text: string): boolean {
  return /^[\d.]+$/.test(text) || text.includes(':');
}
