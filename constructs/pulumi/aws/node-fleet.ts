import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { dataVolume, nodePolicy, replacementTiming, type Packages, type RestoredNodes, type SsmAgent } from '../../../lib/aws';
import type { Engine } from '../../../lib/model';
import { planOf, type DeploymentPlan } from '../../../lib/plan';
import { bytesOf, childName, writePlanFile } from '../shared';
import { artifacts } from './artifacts';
import type { ChildOptions } from './child-options';
import { coordination, type Coordination } from './coordination';
import type { RedisDeploymentArgs } from './deployment-args';
import { naming } from './deployment-spec';
import { memberNetwork, type MemberNetwork } from './member-network';
import type { NodeCertificates } from './node-certificates';
import type { NodeImageConfig } from './node-image';
import { nodeRole, type NodeRole } from './node-role';
import { arnOf, type Place } from './place';
import { pointer } from './pointer';
import { policyJson } from './policy-json';
import type { FleetRegion } from './region-agreement';
import { RedisNode, type RedisNodeShared } from './redis-node';
import type { NodeSecrets } from './user-secrets';
import type { Zone } from './zones';

/** What nodes are made from of what was declared. */
export type FleetDeclaration = Pick<RedisDeploymentArgs,
  'vpcId' | 'volume' | 'role' | 'key' | 'coordinationTable' | 'acceptNewVolumes' | 'moveNodes' | 'restoreFrom' | 'planDirectory'>;

export interface NodeFleetArgs {
  /** Of the whole deployment. */
  readonly plan: DeploymentPlan;
  readonly args: FleetDeclaration;
  /** Which region's nodes these are. @default - there is one region */
  readonly region?: FleetRegion;
  readonly secrets: NodeSecrets;
  readonly place: Place;
  /** In the plan's order. */
  readonly zones: Zone[];
  readonly engine: Engine;
  readonly packages: Packages;
  readonly ssmAgent: SsmAgent;
  readonly instanceType: string;
  readonly image: NodeImageConfig;
}

const GIB = 1024 ** 3;
/** Termination, and room. */
const DEPARTURE_SECONDS = 900;
/** Longest value of a tag is 256, of a description of an interface 255. */
const LONGEST_TAG = 128;

/** Everything a plan needs on EC2, whatever its topology: nodes and what they share. */
export class NodeFleet {
  /** As this region's nodes see it: they are its nodes. */
  public readonly plan: DeploymentPlan;
  public readonly network: MemberNetwork;
  public readonly nodes: RedisNode[];
  public readonly role: NodeRole;
  public readonly planFile: string;
  /** Value of the tag `redis-ha:deployment` on everything of these nodes. */
  public readonly deploymentTag: string;
  readonly #coordination: Coordination;

  constructor(private readonly component: string, private readonly props: NodeFleetArgs, private readonly options: ChildOptions) {
    const { args, place, region } = props;
    const { parent } = options;
    const plan = region ? planOf(props.plan, region.name) : props.plan;
    this.plan = plan;
    this.planFile = writePlanFile(component, props.plan, args.planDirectory);
    // By this tag nodes are told from those of every other deployment of the account.
    this.deploymentTag = [pulumi.getProject(), pulumi.getStack(), component].join('-')
      .replace(/[^A-Za-z0-9-]/g, '-').slice(-LONGEST_TAG);
    this.#coordination = coordination(component, args.coordinationTable, place, options);
    this.network = memberNetwork(component, args.vpcId, plan, props.packages, options);
    this.role = nodeRole(component, args.role, parent);
    const size = args.volume?.size;
    const volume = naming(component, () => dataVolume({
      ...args.volume, gibibytes: size === undefined ? undefined : bytesOf('volume.size', size) / GIB,
    }, plan));
    const shared: RedisNodeShared = {
      engine: props.engine,
      packages: props.packages,
      ssmAgent: props.ssmAgent,
      instanceType: props.instanceType,
      image: props.image,
      securityGroupId: this.network.securityGroup.id,
      volume,
      key: args.key,
      deploymentTag: this.deploymentTag,
      region: place.region,
      tableName: this.#coordination.tableName,
    };
    this.nodes = plan.nodes.map((node) => {
      // The zones of a plan are numbered; subnets come in the same order.
      const zone = props.zones[plan.failureDomains.indexOf(node.failureDomain)]!;
      return new RedisNode(component, node, zone, this.movedNames, shared, options);
    });
  }

  /** Where they are. */
  public get region(): pulumi.Output<string> {
    return this.props.place.region;
  }

  /**
   * Starts the nodes, once it is known what certifies them.
   *
   * @param certificates undefined in plaintext
   * @param after what must be there besides
   */
  public launch(certificates: NodeCertificates | undefined, after: pulumi.Resource[] = []): void {
    const { component, options: { parent }, props: { args, region, secrets } } = this;
    const restore = args.restoreFrom && pulumi.output(args.restoreFrom._bind());
    const timing = replacementTiming(this.plan, restore !== undefined);
    const files = artifacts(component, this.planFile, restore !== undefined, parent);
    const parameter = pointer(component, {
      plan: this.props.plan,
      artifacts: files,
      addresses: Object.fromEntries(this.nodes.map((node) => [node.nodeName, node.address])),
      hosts: region?.hosts,
      witness: region?.witness,
      secretIds: secrets.ids,
      certificateSecretId: certificates?.secretArn,
      acceptNewVolumes: args.acceptNewVolumes ?? [],
      moved: Object.fromEntries(this.nodes.filter(({ nodeName }) => this.movedNames.includes(nodeName))
        .map((node) => [node.nodeName, node.volume.id])),
      timing,
      restore: restore?.binding,
    }, parent);
    const policy = this.policy(parameter, files.arns, certificates, restore);
    // An instance that starts before it may read anything would fail its boot.
    const ready = [policy, parameter, ...this.network.rules, ...secrets.filled, ...certificates?.issued ?? [], ...after];
    let previous: pulumi.Resource | undefined;
    for (const node of this.nodes) {
      // Pulumi makes independent groups at the same time. One after the other, as the last one's boot asks for the first one.
      previous = node.launch({
        instanceProfileArn: this.role.profile.arn,
        pointerParameter: parameter.name,
        departureSeconds: timing.lockSeconds + DEPARTURE_SECONDS,
        dependsOn: previous ? [...ready, previous] : ready,
      });
    }
  }

  private get movedNames(): string[] {
    return (this.props.args.moveNodes ?? []).map(({ node }) => node);
  }

  private policy(
    parameter: aws.ssm.Parameter, objectArns: pulumi.Output<string>[], certificates: NodeCertificates | undefined,
    restore: pulumi.Output<RestoredNodes> | undefined,
  ): aws.iam.RolePolicy {
    const { args: { key }, place, region, secrets, ssmAgent } = this.props;
    const known = {
      partition: place.partition,
      region: place.region,
      account: place.account,
      pointerArn: parameter.arn,
      tableArn: this.#coordination.tableArn,
      secretArns: pulumi.all(Object.values(secrets.policyArns)),
      certificates: certificates && { secretArn: certificates.policyArn ?? certificates.secretArn, keyArn: certificates.keyArn },
      objectArns: pulumi.all(objectArns),
      volumeArns: pulumi.all(this.nodes.map(({ volume }) => arnOf(place, 'ec2', pulumi.interpolate`volume/${volume.id}`))),
      keyArn: key,
      seeded: restore?.statements,
      ofRegion: region?.statements,
    };
    return new aws.iam.RolePolicy(childName(this.component, 'Access-Policy'), {
      role: this.role.roleName,
      policy: policyJson(known, ({ seeded, ofRegion, ...values }) => [...nodePolicy({
        ...values, deploymentTag: this.deploymentTag, sessionManager: ssmAgent.kind !== 'none',
      }), ...seeded ?? [], ...ofRegion ?? []]),
    }, { parent: this.options.parent });
  }
}

