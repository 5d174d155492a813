import { type CfnTag, Duration, Fn, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, type IDependable } from 'constructs';
import {
  groupSize, METADATA_OPTIONS, NODE_GROUP, nodeTags, ROOT_GIBIBYTES, rootVolumeTags, TERMINATE_HOOK, userData, volumeOf,
  type DataVolumeConfig, type Packages, type SsmAgent,
} from '../../lib/aws';
import type { Engine } from '../../lib/model';
import type { PlanNode } from '../../lib/plan';
import { acknowledge } from './acknowledge';
import type { NodeImageConfig } from './node-image';

/** What all nodes of a deployment have in common. */
export interface RedisNodeShared {
  readonly engine: Engine;
  readonly packages: Packages;
  readonly ssmAgent: SsmAgent;
  readonly instanceType: ec2.InstanceType;
  readonly image: NodeImageConfig;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly instanceProfileArn: string;
  readonly volume: DataVolumeConfig;
  readonly encryptionKey?: kms.IKey;
  readonly removalPolicy: RemovalPolicy;
  readonly deploymentTag: string;
  readonly coordinationTable: string;
  readonly signalTimeoutSeconds: number;
}

export interface RedisNodeProps {
  readonly node: PlanNode;
  readonly subnet: ec2.ISubnet;
  readonly shared: RedisNodeShared;
}

const ONE_ZONE = 'a node\'s address and volume live in one zone, so its instance does; zones come from the subnets the user selected';

/**
 * One node for life: an interface with its address and a volume with its data, both
 * held by whichever instance currently is that node. Logical ids of interface, volume
 * and group are part of the library's contract; a replacement would create the new
 * one first and block on the interface in use.
 */
export class RedisNode extends Construct {
  public readonly networkInterface: ec2.CfnNetworkInterface;
  public readonly volume: ec2.CfnVolume;
  /** The node's address in the VPC, known at deployment. */
  public readonly address: string;
  readonly #props: RedisNodeProps;
  #group?: autoscaling.CfnAutoScalingGroup;

  constructor(scope: Construct, id: string, props: RedisNodeProps) {
    super(scope, id);
    this.#props = props;
    const { node, subnet, shared } = props;
    const volume = volumeOf(node, shared.volume);
    this.networkInterface = new ec2.CfnNetworkInterface(this, 'Interface', {
      subnetId: subnet.subnetId,
      groupSet: [shared.securityGroup.securityGroupId],
      description: `${shared.deploymentTag} ${node.name}`,
      tags: this.tags(),
    });
    this.networkInterface.applyRemovalPolicy(shared.removalPolicy);
    this.volume = new ec2.CfnVolume(this, 'Volume', {
      availabilityZone: subnet.availabilityZone,
      volumeType: 'gp3',
      size: volume.gibibytes,
      iops: volume.iops,
      throughput: volume.throughput,
      encrypted: true,
      kmsKeyId: shared.encryptionKey?.keyArn,
      tags: this.tags(),
    });
    this.volume.applyRemovalPolicy(shared.removalPolicy);
    acknowledge(this.volume, 'CloudFormation-Validate::W3010', ONE_ZONE);
    this.address = this.networkInterface.attrPrimaryPrivateIpAddress;
  }

  /** Name in the plan. */
  public get nodeName(): string {
    return this.#props.node.name;
  }

  /** Whether it does not run until its region is promoted. */
  public get dormant(): boolean {
    return this.#props.node.dormant ?? false;
  }

  /** Of its Auto Scaling group, once it is launched. */
  public get groupName(): string {
    return this.#group!.ref;
  }

  /** What must exist before the node can reach anything outside its subnet. */
  public get wayOut(): IDependable {
    return this.#props.subnet.internetConnectivityEstablished;
  }

  /** Adds what runs the node; separate from its identity, because the pointer needs every address first. */
  public launch(pointerParameter: string): autoscaling.CfnAutoScalingGroup {
    const group = this.group();
    this.#group = group;
    const template = this.template(pointerParameter, group.logicalId);
    group.launchTemplate = { launchTemplateId: template.ref, version: template.attrLatestVersionNumber };
    return group;
  }

  private template(pointerParameter: string, signalResource: string): ec2.CfnLaunchTemplate {
    const { node, shared } = this.#props;
    const stack = Stack.of(this);
    return new ec2.CfnLaunchTemplate(this, 'LaunchTemplate', {
      launchTemplateData: {
        imageId: shared.image.imageId,
        instanceType: shared.instanceType.toString(),
        iamInstanceProfile: { arn: shared.instanceProfileArn },
        // The node's own interface as the primary one: its security groups and address come with it, and no public address can.
        networkInterfaces: [{ deviceIndex: 0, networkInterfaceId: this.networkInterface.ref }],
        metadataOptions: METADATA_OPTIONS,
        monitoring: { enabled: true },
        ebsOptimized: true,
        blockDeviceMappings: [{
          deviceName: shared.image.rootDeviceName,
          ebs: { volumeType: 'gp3', volumeSize: ROOT_GIBIBYTES, encrypted: true, deleteOnTermination: true },
        }],
        tagSpecifications: [
          { resourceType: 'instance', tags: this.tags() },
          { resourceType: 'volume', tags: cfnTags(rootVolumeTags(shared.deploymentTag, node.name)) },
        ],
        userData: Fn.base64(userData({
          node: node.name,
          engine: shared.engine,
          packages: shared.packages,
          ssmAgent: shared.ssmAgent,
          region: stack.region,
          pointerParameter,
          coordinationTable: shared.coordinationTable,
          volumeId: this.volume.ref,
          stackName: stack.stackName,
          signalResource,
          lifecycleHook: TERMINATE_HOOK.name,
        })),
      },
    });
  }

  /** Exactly one instance, in the node's zone. Zones and not subnets are named: the subnet comes with the interface. */
  private group(): autoscaling.CfnAutoScalingGroup {
    const { subnet, shared } = this.#props;
    const timeout = Duration.seconds(shared.signalTimeoutSeconds).toIsoString();
    const { least, most, wanted } = groupSize(this.#props.node);
    const group = new autoscaling.CfnAutoScalingGroup(this, 'Group', {
      minSize: String(least),
      maxSize: String(most),
      desiredCapacity: wanted === undefined ? undefined : String(wanted),
      availabilityZones: [subnet.availabilityZone],
      healthCheckType: NODE_GROUP.healthCheckType,
      healthCheckGracePeriod: NODE_GROUP.healthCheckGraceSeconds,
      instanceMaintenancePolicy: {
        minHealthyPercentage: NODE_GROUP.minHealthyPercentage, maxHealthyPercentage: NODE_GROUP.maxHealthyPercentage,
      },
      lifecycleHookSpecificationList: [{
        lifecycleHookName: TERMINATE_HOOK.name,
        lifecycleTransition: TERMINATE_HOOK.transition,
        heartbeatTimeout: TERMINATE_HOOK.heartbeatSeconds,
        defaultResult: TERMINATE_HOOK.defaultResult,
      }],
      tags: this.tags().map((tag) => ({ ...tag, propagateAtLaunch: false })),
    });
    acknowledge(group, 'CloudFormation-Validate::W3010', ONE_ZONE);
    if (!this.dormant) {
      group.cfnOptions.creationPolicy = { resourceSignal: { count: 1, timeout } };
    }
    group.cfnOptions.updatePolicy = {
      autoScalingRollingUpdate: {
        minInstancesInService: 0,
        maxBatchSize: 1,
        waitOnResourceSignals: true,
        pauseTime: timeout,
        suspendProcesses: ['HealthCheck', 'ReplaceUnhealthy', 'AZRebalance', 'AlarmNotification', 'ScheduledActions'],
      },
    };
    return group;
  }

  private tags(): CfnTag[] {
    const { node, shared } = this.#props;
    return cfnTags(nodeTags(shared.deploymentTag, node.name));
  }
}

function cfnTags(tags: Record<string, string>): CfnTag[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
