import { Annotations, Fn, RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { checkEngineAgainstImage, Packages, SsmAgent } from '../../lib/aws';
import { Engine, InvalidInput, UserName } from '../../lib/model';
import { NodeRole, nodesWith, type DeploymentPlan } from '../../lib/plan';
import { checkNetworkAccess } from './network-access';
import { NodeFleet } from './node-fleet';
import { NodeImage } from './node-image';
import { RedisSentinelBase, type IRedisSentinel, type RedisSentinelAttributes } from './redis-sentinel-base';
import type { RedisSentinelProps } from './redis-sentinel-props';
import { planSentinel } from './sentinel-spec';
import { inPropNames } from './setting-overrides';
import { zonesOf } from './zones';

/** Until a lookup has run, as many zones as a region has. */
const ASSUMED_ZONES = 3;

/**
 * One primary, its replicas and Sentinels on EC2, from declared objectives.
 *
 * Each node has an address and a data volume for life; its instance comes from an
 * Auto Scaling group of exactly one in its zone. Plan, peers and agent reach the nodes
 * through an SSM parameter, so changing them replaces no instance. The plan is
 * written beside the template as `<unique id>.redis-ha.json`.
 */
export class RedisSentinel extends RedisSentinelBase {
  /** Imports a deployment of another stack. */
  public static fromRedisSentinelAttributes(scope: Construct, id: string, attrs: RedisSentinelAttributes): IRedisSentinel {
    const dataPort = attrs.port ?? 6379;
    class Import extends RedisSentinelBase {
      public readonly masterName = attrs.masterName;
      public readonly sentinelEndpoints = attrs.sentinelEndpoints;
      public readonly port = dataPort;
      public readonly sentinelPort = attrs.sentinelPort ?? 26379;
      public readonly appSecret = attrs.appSecret;
      public readonly connections = new ec2.Connections({
        securityGroups: attrs.securityGroups, defaultPort: ec2.Port.tcp(dataPort),
      });
    }
    return new Import(scope, id);
  }

  public readonly masterName: string;
  public readonly sentinelEndpoints: string[];
  public readonly port: number;
  public readonly sentinelPort: number;
  public readonly appSecret: secretsmanager.ISecret;
  public readonly connections: ec2.Connections;
  /** Role of the nodes. */
  public readonly role: iam.IRole;
  /** Path of the plan beside the template. */
  public readonly planFile: string;

  constructor(scope: Construct, id: string, props: RedisSentinelProps) {
    super(scope, id);
    const engine = props.engine ?? Engine.REDIS_8_0;
    const packages = props.packages ?? Packages.distribution();
    const ssmAgent = props.ssmAgent ?? SsmAgent.none();
    const instanceType = props.instanceType ?? ec2.InstanceType.of(ec2.InstanceClass.R7G, ec2.InstanceSize.LARGE);
    const image = props.image ?? NodeImage.debian13();
    checkEngineAgainstImage(engine, packages, image.debianRelease);

    const zones = zonesOf(this, props.vpc, props.vpcSubnets);
    const zoneCount = zones.known ? zones.subnets.length : Math.max(ASSUMED_ZONES, zones.subnets.length);
    const plan = planSentinel(this, props, engine, instanceType, zoneCount);
    requireNodes(plan, props.acceptNewVolumes ?? []);
    const imageConfig = image.bind(this, instanceType.architecture);
    checkNetworkAccess(this, props.vpc, zones.subnets, packages, ssmAgent.kind !== 'none');

    const fleet = new NodeFleet(this, 'Fleet', {
      plan,
      vpc: props.vpc,
      subnets: zones.subnets,
      engine,
      packages,
      ssmAgent,
      instanceType,
      image: imageConfig,
      volume: props.volume,
      role: props.role,
      key: props.key,
      coordinationTable: props.coordinationTable,
      acceptNewVolumes: props.acceptNewVolumes ?? [],
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    this.masterName = plan.topology.masterName;
    this.port = plan.ports.redis;
    this.sentinelPort = plan.ports.sentinel;
    this.appSecret = fleet.secrets.of(UserName.APP);
    this.role = fleet.role;
    this.planFile = fleet.pointer.planFile;
    const sentinels = nodesWith(plan.nodes, NodeRole.SENTINEL).map((node) => node.name);
    this.sentinelEndpoints = fleet.nodes
      .filter((node) => sentinels.includes(node.nodeName))
      .map((node) => Fn.join(':', [node.address, String(this.sentinelPort)]));
    this.connections = new ec2.Connections({
      securityGroups: [fleet.network.securityGroup],
      defaultPort: ec2.Port.tcp(this.port),
    });
    this.warn(plan, imageConfig.floating, ssmAgent);
  }

  private warn(plan: DeploymentPlan, floatingImage: boolean, ssmAgent: SsmAgent): void {
    const annotations = Annotations.of(this);
    for (const finding of plan.findings) {
      annotations.addWarningV2(`redis-ha-constructs:${finding.id}`, inPropNames(`${finding.field}: ${finding.reason}; ${finding.fix}`));
    }
    if (floatingImage) {
      annotations.addWarningV2('redis-ha-constructs:floating-image',
        'image: "latest" is resolved at every deployment, so a deployment that changes nothing else can replace every node; '
          + 'use NodeImage.debian13(), which is pinned');
    }
    if (ssmAgent.kind === 'none') {
      annotations.addWarningV2('redis-ha-constructs:no-shell',
        'ssmAgent: without Session Manager there is no shell on a node; give SsmAgent.pinned({ version, sha256 }) or an image that has it');
    }
  }
}

function requireNodes(plan: DeploymentPlan, names: string[]): void {
  const known = plan.nodes.map((node) => node.name);
  for (const name of names) {
    if (!known.includes(name)) {
      throw new InvalidInput('acceptNewVolumes', `got "${name}", which is no node of the plan`, `use names among ${known.join(', ')}`);
    }
  }
  if (names.length > 1) {
    throw new InvalidInput('acceptNewVolumes', `got ${names.length} nodes: giving up several volumes at once can give up every copy`,
      'name one node, deploy, wait until it is ready, then the next');
  }
}
