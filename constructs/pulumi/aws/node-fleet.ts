import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { dataVolume, nodePolicy, replacementTiming, type Packages, type RestoredNodes, type SsmAgent } from '../../../lib/aws';
import type { Engine } from '../../../lib/model';
import type { DeploymentPlan } from '../../../lib/plan';
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
import { RedisNode, type RedisNodeShared } from './redis-node';
import { userSecrets, type UserSecrets } from './user-secrets';
import type { Zone } from './zones';

export interface NodeFleetArgs {
  readonly plan: DeploymentPlan;
  /** As declared. */
  readonly args: RedisDeploymentArgs;
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
  public readonly secrets: UserSecrets;
  public readonly network: MemberNetwork;
  public readonly nodes: RedisNode[];
  public readonly role: NodeRole;
  public readonly planFile: string;
  readonly #coordination: Coordination;
  readonly #deploymentTag: string;

  constructor(private readonly component: string, private readonly props: NodeFleetArgs, private readonly options: ChildOptions) {
    const { plan, args, place } = props;
    const { parent } = options;
    this.planFile = writePlanFile(component, plan, args.planDirectory);
    // By this tag nodes are told from those of every other deployment of the account.
    this.#deploymentTag = [pulumi.getProject(), pulumi.getStack(), component].join('-')
      .replace(/[^A-Za-z0-9-]/g, '-').slice(-LONGEST_TAG);
    this.secrets = userSecrets(component, plan.users.map(({ name }) => name), args.key, options);
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
      deploymentTag: this.#deploymentTag,
      region: place.region,
      tableName: this.#coordination.tableName,
    };
    this.nodes = plan.nodes.map((node) => {
      // The zones of a plan are numbered; subnets come in the same order.
      const zone = props.zones[plan.failureDomains.indexOf(node.failureDomain)]!;
      return new RedisNode(component, node, zone, this.movedNames, shared, options);
    });
  }

  /** Starts the nodes, once it is known what certifies them. @param certificates undefined in plaintext */
  public launch(certificates: NodeCertificates | undefined): void {
    const { component, options: { parent }, props: { plan, args } } = this;
    const restore = args.restoreFrom && pulumi.output(args.restoreFrom._bind());
    const timing = replacementTiming(plan, restore !== undefined);
    const files = artifacts(component, this.planFile, restore !== undefined, parent);
    const parameter = pointer(component, {
      plan,
      artifacts: files,
      addresses: Object.fromEntries(this.nodes.map((node) => [node.nodeName, node.address])),
      secretIds: Object.fromEntries(Object.entries(this.secrets.secrets).map(([user, secret]) => [user, secret.arn])),
      certificateSecretId: certificates?.secretArn,
      acceptNewVolumes: args.acceptNewVolumes ?? [],
      moved: Object.fromEntries(this.nodes.filter(({ nodeName }) => this.movedNames.includes(nodeName))
        .map((node) => [node.nodeName, node.volume.id])),
      timing,
      restore: restore?.binding,
    }, parent);
    const policy = this.policy(parameter, files.arns, certificates, restore);
    // An instance that starts before it may read anything would fail its boot.
    const ready = [policy, parameter, ...this.network.rules, ...this.secrets.filled, ...certificates?.issued ?? []];
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
    const { args: { key }, place, ssmAgent } = this.props;
    const known = {
      partition: place.partition,
      region: place.region,
      account: place.account,
      pointerArn: parameter.arn,
      tableArn: this.#coordination.tableArn,
      secretArns: pulumi.all(Object.values(this.secrets.secrets).map(({ arn }) => arn)),
      certificates: certificates && { secretArn: certificates.secretArn, keyArn: certificates.keyArn },
      objectArns: pulumi.all(objectArns),
      volumeArns: pulumi.all(this.nodes.map(({ volume }) => arnOf(place, 'ec2', pulumi.interpolate`volume/${volume.id}`))),
      keyArn: key,
      more: restore?.statements,
    };
    return new aws.iam.RolePolicy(childName(this.component, 'Access-Policy'), {
      role: this.role.roleName,
      policy: policyJson(known, ({ more, ...values }) => [...nodePolicy({
        ...values, deploymentTag: this.#deploymentTag, sessionManager: ssmAgent.kind !== 'none',
      }), ...more ?? []]),
    }, { parent: this.options.parent });
  }
}

