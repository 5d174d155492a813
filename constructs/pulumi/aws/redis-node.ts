import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import {
  groupSize, METADATA_OPTIONS, NODE_GROUP, nodeIdentity, nodeTags, ROOT_GIBIBYTES, rootVolumeTags, TERMINATE_HOOK, userData,
  volumeOf, type DataVolumeConfig, type Packages, type SsmAgent,
} from '../../../lib/aws';
import type { Engine } from '../../../lib/model';
import type { PlanNode } from '../../../lib/plan';
import { childName } from '../shared';
import type { ChildOptions } from './child-options';
import type { NodeImageConfig } from './node-image';
import type { Zone } from './zones';

/** What all nodes of a deployment have in common. */
export interface RedisNodeShared {
  readonly engine: Engine;
  readonly packages: Packages;
  readonly ssmAgent: SsmAgent;
  readonly instanceType: string;
  readonly image: NodeImageConfig;
  readonly securityGroupId: pulumi.Input<string>;
  readonly volume: DataVolumeConfig;
  readonly key?: pulumi.Input<string>;
  readonly deploymentTag: string;
  readonly region: pulumi.Output<string>;
  readonly tableName: pulumi.Output<string>;
}

/** What starts a node, once everything is there that its boot asks for. */
export interface Launch {
  readonly instanceProfileArn: pulumi.Output<string>;
  readonly pointerParameter: pulumi.Output<string>;
  /** How long a node that leaves may wait for the others' replacements, in seconds. */
  readonly departureSeconds: number;
  readonly dependsOn: pulumi.Resource[];
}

/**
 * One node for life: an interface with its address and a volume with its data, both held by whichever instance currently is that
 * node. Names of their resources are part of the library's contract.
 */
export class RedisNode {
  public readonly networkInterface: aws.ec2.NetworkInterface;
  public readonly volume: aws.ebs.Volume;
  readonly #name: (id: string) => string;
  #group?: aws.autoscaling.Group;

  constructor(
    component: string, private readonly node: PlanNode, private readonly zone: Zone, moved: string[],
    private readonly shared: RedisNodeShared, private readonly options: ChildOptions,
  ) {
    this.#name = (id) => childName(component, `${nodeIdentity(node, moved)}-${id}`);
    const { parent, kept } = options;
    const numbers = volumeOf(node, shared.volume);
    const tags = nodeTags(shared.deploymentTag, node.name);
    this.networkInterface = new aws.ec2.NetworkInterface(this.#name('Interface'), {
      subnetId: zone.subnetId, securityGroups: [shared.securityGroupId], description: `${shared.deploymentTag} ${node.name}`, tags,
    }, { parent, ...kept });
    this.volume = new aws.ebs.Volume(this.#name('Volume'), {
      availabilityZone: zone.availabilityZone,
      type: 'gp3',
      size: numbers.gibibytes,
      iops: numbers.iops,
      throughput: numbers.throughput,
      encrypted: true,
      kmsKeyId: shared.key,
      tags,
    }, { parent, ...kept });
  }

  /** Name in the plan. */
  public get nodeName(): string {
    return this.node.name;
  }

  /** Whether it does not run until its region is promoted. */
  public get dormant(): boolean {
    return this.node.dormant ?? false;
  }

  /** Of its Auto Scaling group, once it is launched. */
  public get groupName(): pulumi.Output<string> {
    return this.#group!.name;
  }

  /** The node's address in the VPC. */
  public get address(): pulumi.Output<string> {
    return this.networkInterface.privateIp;
  }

  /**
   * Adds what runs the node: exactly one instance, in the node's zone. Zones and not subnets are named: the subnet comes with the
   * interface.
   *
   * Pulumi has no UpdatePolicy. A new version of a launch template starts an instance refresh of its group, and Pulumi does not
   * wait for it: it goes on to the next group, whose refresh then runs at the same time. Caretakers take one node away at a time,
   * because a refresh ends instances through the terminate hook like everything else. An instance that is asked to go serves on
   * until its caretaker has the deployment-wide lock, renewing the hook meanwhile, and only the successor gives the lock back,
   * once it is ready (lib/agent/platform/ec2-departure.ts, ec2-caretaker.ts). So replacements happen one after the other, in
   * whatever order the lock is won. Nobody goes while another node is not ready, also when the lock of a successor that never
   * gets ready has expired (ec2-others-first.ts), so a bad image stops at one node, for two hours; after 200 minutes, 100
   * heartbeats, the hook ends.
   */
  public launch(launch: Launch): aws.autoscaling.Group {
    const { parent } = this.options;
    const { shared, node } = this;
    const template = this.template(launch);
    const { least, most, wanted } = groupSize(node);
    this.#group = new aws.autoscaling.Group(this.#name('Group'), {
      minSize: least,
      maxSize: most,
      desiredCapacity: wanted,
      availabilityZones: [this.zone.availabilityZone],
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      healthCheckType: NODE_GROUP.healthCheckType,
      healthCheckGracePeriod: NODE_GROUP.healthCheckGraceSeconds,
      instanceMaintenancePolicy: {
        minHealthyPercentage: NODE_GROUP.minHealthyPercentage, maxHealthyPercentage: NODE_GROUP.maxHealthyPercentage,
      },
      instanceRefresh: {
        strategy: 'Rolling',
        preferences: {
          minHealthyPercentage: NODE_GROUP.minHealthyPercentage, maxHealthyPercentage: NODE_GROUP.maxHealthyPercentage,
        },
      },
      // There before the first instance is, and for as long as the group is.
      initialLifecycleHooks: [{
        name: TERMINATE_HOOK.name,
        lifecycleTransition: TERMINATE_HOOK.transition,
        heartbeatTimeout: TERMINATE_HOOK.heartbeatSeconds,
        defaultResult: TERMINATE_HOOK.defaultResult,
      }],
      tags: Object.entries(nodeTags(shared.deploymentTag, node.name))
        .map(([key, value]) => ({ key, value, propagateAtLaunch: false })),
    }, {
      parent,
      dependsOn: launch.dependsOn,
      // The interface can be in one instance only.
      deleteBeforeReplace: true,
      customTimeouts: { delete: `${launch.departureSeconds}s` },
    });
    return this.#group;
  }

  private template({ instanceProfileArn, pointerParameter }: Launch): aws.ec2.LaunchTemplate {
    const { node, shared } = this;
    const { image } = shared;
    const script = pulumi.all([shared.region, pointerParameter, shared.tableName, this.volume.id])
      .apply(([region, parameter, coordinationTable, volumeId]) => userData({
        node: node.name,
        engine: shared.engine,
        packages: shared.packages,
        ssmAgent: shared.ssmAgent,
        region,
        pointerParameter: parameter,
        coordinationTable,
        volumeId,
        lifecycleHook: TERMINATE_HOOK.name,
      }));
    return new aws.ec2.LaunchTemplate(this.#name('LaunchTemplate'), {
      updateDefaultVersion: true,
      imageId: image.imageId,
      instanceType: shared.instanceType,
      iamInstanceProfile: { arn: instanceProfileArn },
      // The node's own interface as the primary one: its security groups and address come with it, and no public address can.
      networkInterfaces: [{ deviceIndex: 0, networkInterfaceId: this.networkInterface.id }],
      metadataOptions: METADATA_OPTIONS,
      monitoring: { enabled: true },
      ebsOptimized: 'true',
      blockDeviceMappings: [{
        deviceName: image.rootDeviceName,
        ebs: { volumeType: 'gp3', volumeSize: ROOT_GIBIBYTES, encrypted: 'true', deleteOnTermination: 'true' },
      }],
      tagSpecifications: [
        { resourceType: 'instance', tags: nodeTags(shared.deploymentTag, node.name) },
        { resourceType: 'volume', tags: rootVolumeTags(shared.deploymentTag, node.name) },
      ],
      userData: script.apply((text) => Buffer.from(text).toString('base64')),
    }, { parent: this.options.parent, ignoreChanges: image.keptAsFirstChosen ? ['imageId'] : [] });
  }
}
