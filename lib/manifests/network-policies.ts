import { podOf } from '../config';
import { allNodes } from '../plan';
import type { DeploymentInput, PolicyPeer } from './deployment-input';
import type { NamedObject } from './kubernetes-object';
import { componentSelector, COMPONENTS, dataSelector, podSelector, sentinelSelector, type LabelSelector } from './labels';
import { namedObject, why } from './named-object';
import { idOf } from './names';
import { otherPeers, witnessEgress } from './other-region';
import { storeEgress } from './object-store';
import { portsOf, redisPeerPorts, redisPorts, sentinelPeerPorts, sentinelPorts, type NodePort } from './node-ports';
import { workloadsOf } from './workloads';

type Rule = Record<string, unknown>;

/** Ports at which API servers listen behind their Service (16443: MicroK8s): most policies are matched after its translation. */
const API_SERVER_PORTS = [443, 6443, 8443, 16443];

/** Nothing but the flows of the topology: what is not named here is not let through, in or out. */
export function networkPolicies(input: DeploymentInput): NamedObject[] {
  if (!input.networkPolicies) {
    return [];
  }
  const { plan } = input;
  const nodes = componentSelector(plan.name, COMPONENTS.node);
  const others = otherPeers(input);
  const peers = [pods(nodes), ...others];
  const withSentinels = workloadsOf(plan).some(({ hasSentinel }) => hasSentinel);
  return [
    policy(input, 'deny', nodes, {
      annotations: { [why('no-probe-rule')]: 'Probes come from the pod\'s own host, which network plugins let through.' },
      ingress: [], egress: [],
    }),
    policy(input, 'data-peers', dataSelector(plan.name), {
      ingress: [
        // Backups of this deployment, wherever their schedule is made: they know a password or get nothing.
        { from: [...peers, pods(componentSelector(plan.name, COMPONENTS.backup))], ports: at(redisPeerPorts(plan)) },
        ...(plan.ports.bus === undefined ? []
          : [{ from: [pods(dataSelector(plan.name)), ...others], ports: tcp(plan.ports.bus) }]),
      ],
    }),
    ...(withSentinels ? [policy(input, 'sentinel-peers', sentinelSelector(plan.name), {
      ingress: [{ from: peers, ports: at(sentinelPeerPorts(plan)) }],
    })] : []),
    policy(input, 'agent-peers', nodes, { ingress: [{ from: peers, ports: tcp(plan.ports.agent) }] }),
    policy(input, 'to-nodes', nodes, { egress: toNodes(input) }),
    policy(input, 'to-cluster', nodes, { egress: [toDns(input), toApiServer(input)] }),
    ...clientPolicies(input, withSentinels),
    ...(input.otherRegion
      ? [policy(input, 'to-other-region', nodes, { egress: [toOtherRegion(input, others), witnessEgress(input.otherRegion)] })] : []),
    ...(input.restore ? [policy(input, 'to-store', dataSelector(plan.name), { egress: storeEgress(input.restore.access) })] : []),
    ...(input.passwords.kind === 'generated' ? [jobPolicy(input, COMPONENTS.passwords)] : []),
    ...(input.certificates?.kind === 'generated' ? [jobPolicy(input, COMPONENTS.certificates)] : []),
  ];
}

/**
 * One rule for each node's Service, with exactly its selector and its ports: the AWS VPC CNI lets nothing else through to a
 * ClusterIP.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
 */
function toNodes({ plan }: DeploymentInput): Rule[] {
  return plan.nodes.map((node) => ({
    to: [pods(podSelector(plan.name, podOf(plan.name, node.name).pod))],
    ports: at(portsOf(plan, node)),
  }));
}

/** There without clients, too, as policies that let nobody in: a rule without `from` would be for everybody. */
function clientPolicies(input: DeploymentInput, withSentinels: boolean): NamedObject[] {
  const { plan, clients } = input;
  const from = (ports: NodePort[]): Rule[] => (clients.length > 0 ? [{ from: clients, ports: at(ports) }] : []);
  return [
    policy(input, 'clients', dataSelector(plan.name), { ingress: from(redisPorts(plan)) }),
    ...(withSentinels ? [policy(input, 'sentinel-clients', sentinelSelector(plan.name), { ingress: from(sentinelPorts(plan)) })] : []),
  ];
}

/** To the addresses of nodes, which are no pods to a policy. */
function toOtherRegion({ plan }: DeploymentInput, others: PolicyPeer[]): Rule {
  const ports = new Set(allNodes(plan).flatMap((node) => portsOf(plan, node).map(({ port }) => port)));
  return { to: others, ports: tcp(...ports) };
}

/** A Job that speaks to the API server alone. */
function jobPolicy(input: DeploymentInput, component: string): NamedObject {
  return policy(input, component, componentSelector(input.plan.name, component), { ingress: [], egress: [toApiServer(input)] });
}

function toDns({ dns }: DeploymentInput): Rule {
  return { ...to(dns), ports: ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol })) };
}

function toApiServer({ apiServer }: DeploymentInput): Rule {
  return { ...to(apiServer), ports: tcp(...API_SERVER_PORTS) };
}

/** No peers: any, which is said by naming none. */
function to(peers: PolicyPeer[]): Rule {
  return peers.length > 0 ? { to: peers } : {};
}

function pods(matchLabels: LabelSelector): PolicyPeer {
  return { podSelector: { matchLabels } };
}

function at(ports: NodePort[]): Rule[] {
  return tcp(...ports.map(({ port }) => port));
}

function tcp(...ports: number[]): Rule[] {
  return ports.map((port) => ({ port, protocol: 'TCP' }));
}

interface Flows {
  readonly ingress?: Rule[];
  readonly egress?: Rule[];
  readonly annotations?: Record<string, string>;
}

/** A direction with no rules is closed; one that is not named is left to the other policies. */
function policy(input: DeploymentInput, what: string, matchLabels: LabelSelector, flows: Flows): NamedObject {
  const { ingress, egress, annotations } = flows;
  const rules = { ...(ingress && ingress.length > 0 ? { ingress } : {}), ...(egress && egress.length > 0 ? { egress } : {}) };
  return namedObject(input, {
    id: `${idOf(what)}NetworkPolicy`, apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: `${input.plan.name}-${what}`,
    annotations,
    body: {
      spec: {
        podSelector: { matchLabels },
        policyTypes: [...(ingress ? ['Ingress'] : []), ...(egress ? ['Egress'] : [])],
        ...rules,
      },
    },
  });
}
