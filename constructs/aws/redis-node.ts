import { type CfnTag, Duration, Fn, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, type IDependable } from 'constructs';
import { DEPLOYMENT_TAG, userData, type Packages, type SsmAgent } from '../../lib/aws';
import type { Engine } from '../../lib/model';
import { NodeRole, type PlanNode } from '../../lib/plan';
import { acknowledge } from './acknowledge';
import type { DataVolumeConfig } from './data-volume';
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

/** Name of the hook a caretaker completes; unique within its group only. */
const TERMINATE_HOOK = 'redis-ha-terminate';

/** What a Sentinel remembers is a few kilobytes; its size never changes with the data's. */
const SENTINEL_VOLUME: DataVolumeConfig = { gibibytes: 4 };

const ONE_ZONE = 'a node\'s address and volume live in one zone, so its instance does; zones come from the subnets the user selected';

/** System, packages, logs. */
const ROOT_GIB = 16;

/** A caretaker that lives renews the hook; one that is dead delays its node's replacement by no more than this. */
const HOOK_HEARTBEAT = Duration.minutes(2);

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
    const volume = node.roles.includes(NodeRole.DATA) ? shared.volume : SENTINEL_VOLUME;
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
        metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1, httpEndpoint: 'enabled' },
        monitoring: { enabled: true },
        ebsOptimized: true,
        blockDeviceMappings: [{
          deviceName: shared.image.rootDeviceName,
          ebs: { volumeType: 'gp3', volumeSize: ROOT_GIB, encrypted: true, deleteOnTermination: true },
        }],
        tagSpecifications: [
          { resourceType: 'instance', tags: this.tags() },
          // Without the deployment's tag: a root volume is nobody's data volume.
          { resourceType: 'volume', tags: [{ key: 'Name', value: `${shared.deploymentTag} ${node.name} root` }] },
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
          lifecycleHook: TERMINATE_HOOK,
        })),
      },
    });
  }

  /** Exactly one instance, in the node's zone. Zones and not subnets are named: the subnet comes with the interface. */
  private group(): autoscaling.CfnAutoScalingGroup {
    const { subnet, shared } = this.#props;
    const timeout = Duration.seconds(shared.signalTimeoutSeconds).toIsoString();
    const { dormant } = this;
    const group = new autoscaling.CfnAutoScalingGroup(this, 'Group', {
      // No number is wished for a dormant one: a later update would end what a promotion has started.
      ...(dormant ? { minSize: '0', maxSize: '1' } : { minSize: '1', maxSize: '1', desiredCapacity: '1' }),
      availabilityZones: [subnet.availabilityZone],
      healthCheckType: 'EC2',
      healthCheckGracePeriod: 300,
      // The interface can be in one instance only, so the old one always goes first.
      instanceMaintenancePolicy: { minHealthyPercentage: 0, maxHealthyPercentage: 100 },
      lifecycleHookSpecificationList: [{
        lifecycleHookName: TERMINATE_HOOK,
        lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        heartbeatTimeout: HOOK_HEARTBEAT.toSeconds(),
        defaultResult: 'CONTINUE',
      }],
      tags: this.tags().map((tag) => ({ ...tag, propagateAtLaunch: false })),
    });
    acknowledge(group, 'CloudFormation-Validate::W3010', ONE_ZONE);
    if (!dormant) {
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
    return [
      { key: 'Name', value: `${shared.deploymentTag} ${node.name}` },
      { key: DEPLOYMENT_TAG, value: shared.deploymentTag },
      { key: 'redis-ha:node', value: node.name },
    ];
  }
}
