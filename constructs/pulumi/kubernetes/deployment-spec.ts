import { failureDomainsOf, inPropNames, type PodScheduling } from '../../../lib/manifests';
import type { DeploymentSpec, Engine, Topology } from '../../../lib/model';
import {
  bytesOf, defaultDeploymentName, namingArguments, objectivesOf, requirePlain, settingOverrides,
} from '../shared';
import { marked } from './deferred';
import type { RedisDeploymentArgs } from './deployment-args';
import { replicaRegionOf } from './replica-cluster';
import { Tls } from './tls';

/** What shapes the plan, or which objects there are. */
const PLAIN = [
  'objectives', 'kubernetesVersion', 'nodeMemory', 'cpu', 'networkPolicies', 'admissionPolicy', 'updateStrategy', 'persistence', 'appChannels',
  'overrides', 'balance', 'deploymentName', 'removalPolicy', 'protect', 'planDirectory',
] as const;

/** Runs what speaks of fields of a spec, and lets an error speak of arguments. */
export function naming<T>(component: string, work: () => T): T {
  return namingArguments(component, work, (message) => inPropNames(message, 'namespace'));
}

/** The spec of what was declared. @throws InvalidInput for an output where a plain value is needed */
export function specOf(component: string, args: RedisDeploymentArgs, engine: Engine, topology: Topology): DeploymentSpec {
  PLAIN.forEach((field) => requirePlain(field, args[field]));
  requirePlain('volume.size', args.volume?.size);
  const { transport, serverName, requireClientCertificates } = tlsOf(args)._bind();
  requirePlain('tls.serverName', serverName);
  return {
    name: args.deploymentName ?? defaultDeploymentName(component),
    engine,
    topology,
    objectives: objectivesOf('objectives', args.objectives),
    failureDomains: failureDomainsOf(schedulingOf(args), topology.replicas),
    nodeMemoryBytes: args.nodeMemory === undefined ? undefined : bytesOf('nodeMemory', args.nodeMemory),
    persistence: args.persistence,
    transport,
    tlsServerName: serverName,
    requireClientCertificates,
    appChannels: args.appChannels,
    balance: args.balance,
    ...(args.replicaCluster && { replicaRegion: replicaRegionOf(args.replicaCluster) }),
    overrides: settingOverrides(args.overrides),
  };
}

/** What is declared, or TLS by an authority of the deployment's own. */
export function tlsOf({ tls }: RedisDeploymentArgs): Tls {
  return tls ?? Tls.ownAuthority();
}

/** With marks for labels and names of hosts; how many zones there are, and how strictly they are used, is plain. */
export function schedulingOf({ scheduling }: RedisDeploymentArgs): PodScheduling | undefined {
  requirePlain('scheduling.zones', scheduling?.zones);
  requirePlain('scheduling.hosts', scheduling?.hosts);
  return scheduling && marked<PodScheduling>(scheduling);
}
