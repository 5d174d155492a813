import path from 'node:path';
import { NEVER_PRUNED, POD_PATHS, podOf, type NodeConfig, type WitnessConfig } from '../config';
import { canonicalJson, TopologyKind } from '../model';
import { HOME_REGION, NodeRole, planOf, type Bindings } from '../plan';
import type { DeploymentInput, OtherRegion } from './deployment-input';
import type { NamedObject } from './kubernetes-object';
import { namedObject, why } from './named-object';
import { deploymentNames, hashedName } from './names';
import { KEPT } from './program-parts';
import { stopTiming } from './timing';

/** What every node reads; which of the nodes it is follows from its pod's name. */
export function nodeConfigOf(input: DeploymentInput): NodeConfig {
  const { plan, otherRegion } = input;
  const names = deploymentNames(plan.name);
  return {
    node: '',
    planFile: POD_PATHS.plan,
    bindingsFile: POD_PATHS.bindings,
    dataDir: POD_PATHS.dataDir,
    runDir: POD_PATHS.runDir,
    bindAddress: '*',
    ...(otherRegion ? { witness: witnessOf(otherRegion) } : {}),
    platform: {
      kind: 'kubernetes',
      secretsDir: POD_PATHS.secretsDir,
      ...(input.certificates ? { certificatesDir: POD_PATHS.certificatesDir } : {}),
      hostsFile: POD_PATHS.hosts,
      accountDir: POD_PATHS.accountDir,
      pods: Object.fromEntries(plan.nodes.map(({ name }) => [name, podOf(plan.name, name).pod])),
      stateConfigMap: names.state,
      turnLease: names.turn,
      labelsRoles: plan.topology.kind !== TopologyKind.CLUSTER,
      turnSeconds: stopTiming(plan, input.updateStrategy).turnSeconds,
    },
  };
}

function witnessOf({ witness: { url, signingRegion } }: OtherRegion): WitnessConfig {
  return { url, ...(signingRegion === undefined ? {} : { signingRegion }) };
}

/** Addresses as short names of Services, which mean the same in whatever namespace the manifests are applied to. */
export function hostsOf(input: DeploymentInput): Bindings {
  const { plan, restore, otherRegion } = input;
  const names = deploymentNames(plan.name);
  return {
    schemaVersion: 1,
    deployment: plan.name,
    // From another cluster a Service has no name; and every node has one address, for whoever asks.
    addresses: otherRegion?.addresses ?? Object.fromEntries(plan.nodes.map(({ name }) => [name, names.node(name)])),
    ...(restore ? { restore: restore.binding } : {}),
  };
}

/** Made once: every StatefulSet asks for the name that they hash to. */
const FILES = new WeakMap<DeploymentInput, Record<string, string>>();

function filesOf(input: DeploymentInput): Record<string, string> {
  const files = FILES.get(input) ?? {
    [path.posix.basename(POD_PATHS.hosts)]: canonicalJson(hostsOf(input)),
    [path.posix.basename(POD_PATHS.nodeConfig)]: canonicalJson(nodeConfigOf(input)),
    [path.posix.basename(POD_PATHS.plan)]: canonicalJson(planOf(input.plan, HOME_REGION)),
  };
  FILES.set(input, files);
  return files;
}

export function deploymentConfigName(input: DeploymentInput): string {
  return hashedName(`${input.plan.name}-deployment`, filesOf(input));
}

export function deploymentConfigMap(input: DeploymentInput): NamedObject {
  return namedObject(input, {
    id: 'Deployment', apiVersion: 'v1', kind: 'ConfigMap', name: deploymentConfigName(input),
    annotations: { ...NEVER_PRUNED, [why('kept')]: KEPT },
    body: { immutable: true, data: filesOf(input) },
  });
}

/** Pods whose role is told by a label: those with data, except in a Cluster. */
export function labelledPods(input: DeploymentInput): string[] {
  return input.plan.topology.kind === TopologyKind.CLUSTER ? []
    : input.plan.nodes.filter(({ roles }) => roles.includes(NodeRole.DATA)).map(({ name }) => podOf(input.plan.name, name).pod);
}
