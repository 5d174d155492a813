import { Names, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { nodeIdentity, nodePolicy, replacementTiming, type Packages, type SsmAgent } from '../../lib/aws';
import { InvalidInput, type Engine } from '../../lib/model';
import { planOf, type DeploymentPlan } from '../../lib/plan';
import { acknowledge } from './acknowledge';
import { constructId } from './construct-id';
import { Coordination } from './coordination';
import { dataVolume } from './data-volume';
import type { DataVolume } from './deployment-props';
import { MemberNetwork } from './member-network';
import type { NodeImageConfig } from './node-image';
import { policyArn, type CertificatesContext, type NodeCertificates } from './node-certificates';
import { NodeRole } from './node-role';
import { Pointer } from './pointer';
import type { FleetRegion } from './region-agreement';
import { RedisNode, type RedisNodeShared } from './redis-node';
import type { RestoreConfig } from './restore-source';
import { UserSecrets, type DeploymentSecrets } from './user-secrets';

export interface NodeFleetProps {
  readonly plan: DeploymentPlan;
  readonly vpc: ec2.IVpc;
  /** One per zone of the plan, in the plan's order; fewer while a lookup has not run. */
  readonly subnets: ec2.ISubnet[];
  readonly engine: Engine;
  readonly packages: Packages;
  readonly ssmAgent: SsmAgent;
  readonly instanceType: ec2.InstanceType;
  readonly image: NodeImageConfig;
  readonly volume?: DataVolume;
  readonly role?: iam.IRole;
  /** Makes, or takes, the nodes' certificates. @default - a plan without TLS */
  readonly certificates?: (scope: Construct, context: CertificatesContext) => NodeCertificates;
  readonly key?: kms.IKey;
  readonly coordinationTable?: dynamodb.ITable;
  readonly acceptNewVolumes: string[];
  /** Nodes whose failure domain is not the one they were placed in. */
  readonly movedNodes: string[];
  readonly removalPolicy: RemovalPolicy;
  /** The backup it begins with. @default - it begins empty */
  readonly restore?: RestoreConfig;
  /** Which region's nodes these are. @default - there is one region */
  readonly region?: FleetRegion;
  /** Passwords that there are. @default - passwords of the fleet's own */
  readonly secrets?: DeploymentSecrets;
}

/**
 * Most nodes of one deployment. A node is 4 resources (interface, volume, launch template, group) and about 13 KB of
 * template; CloudFormation takes 500 resources and 1 MB. Nested stacks would take more, but a node whose interface and
 * volume were in one stack could not go to another one when a deployment grows, so there are none at any size.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const MOST_NODES = 60;

/** Everything a plan needs on EC2, whatever its topology: nodes and what they share. */
export class NodeFleet extends Construct {
  /** As this region's nodes see it: they are its nodes. */
  public readonly plan: DeploymentPlan;
  public readonly secrets: DeploymentSecrets;
  /** Undefined in plaintext. */
  public readonly certificates?: NodeCertificates;
  public readonly network: MemberNetwork;
  public readonly pointer: Pointer;
  public readonly role: iam.IRole;
  public readonly nodes: RedisNode[];
  /** Value of the tag `redis-ha:deployment` on everything of these nodes. */
  public readonly deploymentTag: string;

  constructor(scope: Construct, id: string, props: NodeFleetProps) {
    super(scope, id);
    const { removalPolicy, restore, region } = props;
    const plan = region ? planOf(props.plan, region.name) : props.plan;
    if (plan.nodes.length > MOST_NODES) {
      throw new InvalidInput('shards', `got ${plan.nodes.length} nodes in one stack, whose template may have 1 MB`,
        `use at most ${MOST_NODES} nodes, or larger ones`);
    }
    this.plan = plan;
    const timing = replacementTiming(plan, restore !== undefined);
    this.secrets = props.secrets ?? new UserSecrets(this, 'Users', { users: plan.users.map(({ name }) => name), encryptionKey: props.key, removalPolicy });
    this.certificates = props.certificates?.(this, { plan, key: props.key, removalPolicy, copies: region?.copies });
    const { table } = new Coordination(this, 'Coordination', removalPolicy, props.coordinationTable);
    this.network = new MemberNetwork(this, 'Network', props.vpc, plan, props.packages, removalPolicy);
    this.pointer = new Pointer(this, 'Pointer', {
      plan: props.plan,
      owner: scope,
      secretIds: this.secrets.ids,
      certificateSecretId: this.certificates?.secret.secretArn,
      acceptNewVolumes: props.acceptNewVolumes,
      timing,
      restore: restore?.binding,
      hosts: region?.hosts,
      witness: region?.witness,
    });
    const access = new NodeRole(this, 'Access', props.role);
    this.role = access.role;
    this.deploymentTag = Names.uniqueResourceName(this, { maxLength: 128, separator: '-', allowedSpecialCharacters: '-' });
    const { deploymentTag } = this;
    const shared: RedisNodeShared = {
      engine: props.engine,
      packages: props.packages,
      ssmAgent: props.ssmAgent,
      instanceType: props.instanceType,
      image: props.image,
      securityGroup: this.network.securityGroup,
      instanceProfileArn: access.profile.attrArn,
      volume: dataVolume(props.volume, plan),
      encryptionKey: props.key,
      removalPolicy,
      deploymentTag,
      coordinationTable: table.tableName,
      signalTimeoutSeconds: timing.signalTimeoutSeconds,
    };
    this.nodes = plan.nodes.map((node) => new RedisNode(this, constructId(nodeIdentity(node, props.movedNodes)), {
      node,
      // The zones of a plan are numbered; subnets come in the same order.
      subnet: props.subnets[plan.failureDomains.indexOf(node.failureDomain) % props.subnets.length]!,
      shared,
    }));
    this.nodes.forEach((node) => {
      this.pointer.bindAddress(node.nodeName, node.address);
      this.certificates?.addIpAddress(node.address);
    });
    this.nodes.filter((node) => props.movedNodes.includes(node.nodeName))
      .forEach((node) => this.pointer.bindMoved(node.nodeName, node.volume.ref));
    const stack = Stack.of(this);
    const policy = access.grant([...nodePolicy({
      partition: stack.partition,
      region: stack.region,
      account: stack.account,
      stackId: stack.stackId,
      deploymentTag,
      pointerArn: this.pointer.parameter.parameterArn,
      tableArn: table.tableArn,
      secretArns: this.secrets.arns,
      certificates: this.certificates && {
        secretArn: policyArn(this.certificates.secret), keyArn: otherKey(this.certificates.secret.encryptionKey, props.key),
      },
      objectArns: this.pointer.objectArns,
      volumeArns: this.nodes.map((node) => stack.formatArn({ service: 'ec2', resource: 'volume', resourceName: node.volume.ref })),
      keyArn: props.key?.keyArn,
      sessionManager: props.ssmAgent.kind !== 'none',
    }), ...restore?.statements ?? [], ...region?.statements ?? []]);
    this.launchInOrder(policy);
  }

  /**
   * CloudFormation updates independent groups at the same time, so every group waits
   * for the one before it: no update or first start has two nodes away at once.
   */
  private launchInOrder(policy: iam.Policy): void {
    let previous: autoscaling.CfnAutoScalingGroup | undefined;
    for (const node of this.nodes) {
      const group = node.launch(this.pointer.parameter.parameterName);
      // An instance that starts before it may read anything would fail its boot.
      group.node.addDependency(
        policy, this.pointer.parameter, this.network, this.secrets, node.wayOut, ...this.certificates?.issued ?? [],
      );
      if (previous) {
        group.node.addDependency(previous);
      }
      previous = group;
      acknowledge(group, 'AwsSolutions-AS3',
        'a group of exactly one is how a node returns with its address and data; the deployment\'s metrics and alarms tell when it does');
    }
  }
}

/** The ARN of a secret's key, unless it is the deployment's, which the nodes may use anyway. */
function otherKey(key: kms.IKey | undefined, own: kms.IKey | undefined): string | undefined {
  return key === own ? undefined : key?.keyArn;
}
