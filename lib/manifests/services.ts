import { POD_PORTS, podOf } from '../config';
import { TopologyKind } from '../model';
import type { DeploymentPlan } from '../plan';
import type { DeploymentInput } from './deployment-input';
import type { NamedObject } from './kubernetes-object';
import { COMPONENTS, componentSelector, dataSelector, podSelector, roleSelector, sentinelSelector, type LabelSelector } from './labels';
import { namedObject, why } from './named-object';
import { deploymentNames, idOf } from './names';
import { exposure } from './other-region';
import { portsOf, redisPorts, sentinelPorts, type NodePort } from './node-ports';
import { sentinelsAreMixed } from './workloads';

/** Whether one Service finds the Sentinels: where every pod it would select has one. */
export function hasSentinelsService(plan: DeploymentPlan): boolean {
  return plan.topology.kind === TopologyKind.SENTINEL && !sentinelsAreMixed(plan);
}

/** Addresses of a deployment: of each node for life, and of whoever has a role. */
export function services(input: DeploymentInput): NamedObject[] {
  const { plan } = input;
  const names = deploymentNames(plan.name);
  const redis = redisPorts(plan);
  return [
    service(input, {
      id: 'PodsService', name: names.pods, headless: true, unready: true,
      ports: [{ name: POD_PORTS.agent, port: plan.ports.agent }], selector: componentSelector(plan.name, COMPONENTS.node),
    }),
    ...plan.nodes.map((node) => service(input, {
      id: `${idOf(node.name)}Service`, name: names.node(node.name), unready: true,
      ports: portsOf(plan, node), selector: podSelector(plan.name, podOf(plan.name, node.name).pod),
      ...(input.otherRegion ? { exposed: exposure(input.otherRegion, node.name) } : {}),
    })),
    ...(plan.topology.kind === TopologyKind.CLUSTER
      ? [service(input, { id: 'NodesService', name: names.nodes, ports: redis, selector: dataSelector(plan.name) })]
      : [
        service(input, { id: 'PrimaryService', name: names.primary, ports: redis, selector: roleSelector(plan.name, 'primary') }),
        service(input, { id: 'ReplicasService', name: names.replicas, ports: redis, selector: roleSelector(plan.name, 'replica') }),
      ]),
    ...(hasSentinelsService(plan) ? [service(input, {
      // Ready is what its data is: who asks a Sentinel asks when there is no primary, and then no pod is ready.
      id: 'SentinelsService', name: names.sentinels, unready: true,
      ports: sentinelPorts(plan), selector: sentinelSelector(plan.name),
    })] : []),
  ];
}

interface ServiceParts {
  readonly id: string;
  readonly name: string;
  readonly ports: NodePort[];
  readonly selector: LabelSelector;
  readonly headless?: boolean;
  /** Leads to pods that are not ready, too. */
  readonly unready?: boolean;
  /** To the other cluster. */
  readonly exposed?: ReturnType<typeof exposure>;
}

function service(input: DeploymentInput, { id, name, ports, selector, headless, unready, exposed }: ServiceParts): NamedObject {
  return namedObject(input, {
    id, apiVersion: 'v1', kind: 'Service', name,
    annotations: {
      ...(unready ? { [why('unready')]: 'Nodes must find each other before they are ready: readiness is what they agree on through these addresses.' } : {}),
      ...exposed?.annotations,
    },
    body: {
      spec: {
        type: 'ClusterIP',
        ...exposed?.spec,
        ...(headless ? { clusterIP: 'None' } : {}),
        ...(unready ? { publishNotReadyAddresses: true } : {}),
        selector,
        // Some network policies are matched before a Service's port is translated and some after.
        ports: ports.map((each) => ({ name: each.name, port: each.port, protocol: 'TCP', targetPort: each.port })),
      },
    },
  });
}
