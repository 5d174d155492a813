import type * as pulumi from '@pulumi/pulumi';
import {
  Engine, type BalanceRule, type DataVolume, type NodeMove, type Persistence, type PrivateDns, type RecoveryObjectives,
  type RedisDeploymentArgs, type RedisSettingOverrides,
} from 'redis-ha-constructs/pulumi/aws';
import { refuseRest } from '../shared/inputs';
import type { DataRemoval } from '../shared/removal';
import type { AwsBackups } from './backups';
import type { AwsClient } from './clients';
import { nodeImage, packages, ssmAgent, type NodeImageChoice, type PackagesChoice, type SsmAgentChoice } from './node-programs';
import { restoreSource, type AwsRestore } from './restore';
import { awsTls, type AwsTlsChoice } from './tls';

/** What every deployment on EC2 is declared by. Whatever is left out is as in TypeScript. */
export interface AwsDeploymentArgs {
  /** The network the nodes live in. */
  vpcId: pulumi.Input<string>;
  /** One subnet for each zone, with a way to AWS' services. */
  subnetIds: pulumi.Input<string>[];
  /** What the deployment must keep; every setting is derived from it. */
  objectives: RecoveryObjectives;
  /** Name of the deployment; from those of component and stack by default. */
  deploymentName?: string;
  /** Redis or Valkey and its version, `redis-8.0` by default. */
  engine?: string;
  /** Instance type of every node, by default `r7g.large`. */
  instanceType?: string;
  /** Memory of a node, for example `16GiB`; by default that of the instance type. */
  nodeMemory?: string;
  /** Machine image of the nodes, Debian 13 by default. */
  image?: NodeImageChoice;
  /** Where engine, Node.js and AWS CLI come from, Debian's archive by default. */
  packages?: PackagesChoice;
  /** How Session Manager gets onto a node; not at all by default. */
  ssmAgent?: SsmAgentChoice;
  /** Data volume of each node. */
  volume?: DataVolume;
  /** When data reaches the disk; every second by default. */
  persistence?: Persistence;
  /** Encryption between clients and nodes and between nodes, by an authority of the deployment's own by default. */
  tls?: AwsTlsChoice;
  /** Stable names for every node in a private hosted zone. */
  dns?: PrivateDns;
  /** Pub/sub channel patterns open to applications. */
  appChannels?: string[];
  /** Name of the nodes' role, by default one of the deployment's own. */
  role?: pulumi.Input<string>;
  /** ARN of the key for volumes and secrets. */
  key?: pulumi.Input<string>;
  /** Settings in place of derived ones. */
  overrides?: RedisSettingOverrides;
  /** Name of the table of an earlier life of this deployment, which was kept. */
  coordinationTable?: pulumi.Input<string>;
  /** A backup that the deployment begins with, at its very first start. */
  restoreFrom?: AwsRestore;
  /** Nodes whose present data volume is given up. */
  acceptNewVolumes?: string[];
  /** Nodes that live in another zone than the plan would give them. */
  moveNodes?: NodeMove[];
  /** Whether and when primaries that drifted together are moved apart. */
  balance?: BalanceRule;
  /** Who may connect, and who may read the password: `allowClients` and `grantConnect` of TypeScript. */
  clients?: AwsClient[];
  /** Schedules of backups of this deployment. */
  backups?: AwsBackups[];
  /** Tags of every resource that can have them, and of instances and their root volumes. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** What becomes of data when the program no longer has it; it stays by default. */
  removalPolicy?: DataRemoval;
  /** Whether Pulumi refuses to delete what holds data; by default unless it is to be destroyed. */
  protect?: boolean;
  /** Folder that the plan is written into, relative to that of the Pulumi project; `redis-ha.out` by default. */
  planDirectory?: string;
}

/** What TypeScript is given for that. @throws Error that names an input that is not known, or that nothing can be made of */
export function deploymentArgs(args: AwsDeploymentArgs, parent: pulumi.Resource): RedisDeploymentArgs {
  const {
    engine, image, packages: from, ssmAgent: agent, tls, restoreFrom, clients: _clients, backups: _backups,
    vpcId, subnetIds, objectives, deploymentName, instanceType, nodeMemory, volume, persistence, dns, appChannels, role, key,
    overrides, coordinationTable, acceptNewVolumes, moveNodes, balance, tags, removalPolicy, protect, planDirectory, ...rest
  } = args;
  refuseRest(rest);
  return {
    vpcId, subnetIds, objectives, deploymentName, instanceType, nodeMemory, volume, persistence, dns, appChannels, role, key,
    overrides, coordinationTable, acceptNewVolumes, moveNodes, balance, tags, removalPolicy, protect, planDirectory,
    engine: engine === undefined ? undefined : Engine.of(engine),
    image: nodeImage(image),
    packages: packages(from),
    ssmAgent: ssmAgent(agent),
    tls: awsTls(tls),
    restoreFrom: restoreSource(restoreFrom, parent),
  };
}
