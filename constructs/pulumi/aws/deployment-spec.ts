import { getStack } from '@pulumi/pulumi';
import { inDeclaredNames, instanceMemoryBytes, movedNodes } from '../../../lib/aws';
import { InvalidInput, type DeploymentSpec, type Engine, type Topology } from '../../../lib/model';
import { plan, type DeploymentPlan } from '../../../lib/plan';
import {
  bytesOf, defaultDeploymentName, namingArguments, objectivesOf, requirePlain, settingOverrides,
} from '../shared';
import type { RedisDeploymentArgs } from './deployment-args';
import { replicaRegionSpec } from './replica-region-spec';
import type { TlsConfig } from './tls';

/** What a plan needs to know besides arguments: defaults filled in. */
export interface SpecContext {
  readonly topology: () => Topology;
  readonly engine: Engine;
  readonly instanceType: string;
  readonly tls: TlsConfig;
}

/** Arguments that shape the plan: it is made and written before anything is deployed. */
const PLAIN = [
  'objectives', 'engine', 'instanceType', 'nodeMemory', 'packages', 'ssmAgent', 'volume', 'persistence', 'appChannels', 'overrides',
  'acceptNewVolumes', 'moveNodes', 'balance', 'deploymentName', 'planDirectory', 'replicas', 'sentinels', 'quorum', 'placement',
  'cascaded', 'shards', 'loadBalancer',
];

/** @throws Error naming the component and the argument the user typed */
export function planDeployment(component: string, args: RedisDeploymentArgs, context: SpecContext): DeploymentPlan {
  return naming(component, () => {
    for (const field of PLAIN) {
      requirePlain(field, (args as unknown as Record<string, unknown>)[field]);
    }
    if (!Array.isArray(args.subnetIds)) {
      throw new InvalidInput('subnetIds', 'is an output, and how many there are is part of the plan',
        'give an array, for example [0, 1, 2].map((index) => vpc.privateSubnetIds[index])');
    }
    if (args.subnetIds.length < 2) {
      throw new InvalidInput('subnetIds', `got ${args.subnetIds.length}: the loss of one zone would take every node`,
        'give subnets in three zones, one for each');
    }
    return plan(specOf(component, args, context));
  });
}

/** Runs what speaks of fields of a spec, and lets an error speak of arguments. */
export function naming<T>(component: string, work: () => T): T {
  return namingArguments(component, work, inArgumentNames);
}

/** A message of the plan in the words of the arguments. */
export function inArgumentNames(message: string): string {
  return inDeclaredNames(message, 'subnetIds');
}

function specOf(component: string, args: RedisDeploymentArgs, context: SpecContext): DeploymentSpec {
  const { topology, engine, instanceType, tls } = context;
  return {
    // With the stack: two stacks of a program may share an account, and metrics know deployments by their names.
    name: args.deploymentName ?? defaultDeploymentName(`${component}-${getStack()}`),
    engine,
    topology: topology(),
    objectives: objectivesOf('objectives', args.objectives),
    failureDomains: args.subnetIds.length,
    moved: movedNodes(args.moveNodes ?? []),
    nodeMemoryBytes: args.nodeMemory === undefined ? instanceMemoryBytes(instanceType) : bytesOf('nodeMemory', args.nodeMemory),
    persistence: args.persistence,
    appChannels: args.appChannels,
    transport: tls.transport,
    tlsServerName: tls.serverName,
    requireClientCertificates: tls.requireClientCertificates,
    balance: args.balance,
    replicaRegion: args.replicaRegion && replicaRegionSpec(args.replicaRegion),
    overrides: settingOverrides(args.overrides),
  };
}
