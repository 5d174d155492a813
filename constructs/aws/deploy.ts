import { Annotations, Fn, RemovalPolicy, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import {
  checkEngineAgainstImage, deploymentWarnings, missingAccess, namesWith, Packages, requireAcceptable, SsmAgent,
} from '../../lib/aws';
import { Engine, UserName, type Topology } from '../../lib/model';
import { NodeRole, type DeploymentPlan } from '../../lib/plan';
import type { RedisDeploymentProps } from './deployment-props';
import { namingProps, planDeployment } from './deployment-spec';
import { checkNetworkAccess } from './network-access';
import { homeRegion } from './home-region';
import { NodeFleet } from './node-fleet';
import { NodeImage } from './node-image';
import { NodeNames } from './private-dns';
import type { DeploymentAccess } from './redis-deployment-base';
import { tlsAccess } from './tls-access';
import { RegionAgreement } from './region-agreement';
import { requireThreePlaces } from './region-places';
import { inPropNames } from './setting-overrides';
import { Tls } from './tls';
import { zonesOf } from './zones';

/** Until a lookup has run, as many zones as a region has. */
const ASSUMED_ZONES = 3;

/** What `deploy` made. */
export interface Deployed {
  readonly plan: DeploymentPlan;
  readonly fleet: NodeFleet;
  /** One per zone. */
  readonly subnets: ec2.ISubnet[];
  readonly names?: NodeNames;
  readonly access: DeploymentAccess;
}

/** Plans what was declared and makes everything that does not depend on the topology, below the user's construct. */
export function deploy(scope: Construct, props: RedisDeploymentProps, declareTopology: () => Topology): Deployed {
  const engine = props.engine ?? Engine.REDIS_8_0;
  const packages = props.packages ?? Packages.distribution();
  const ssmAgent = props.ssmAgent ?? SsmAgent.none();
  const instanceType = props.instanceType ?? ec2.InstanceType.of(ec2.InstanceClass.R7G, ec2.InstanceSize.LARGE);
  const image = props.image ?? NodeImage.debian13();
  checkEngineAgainstImage(engine, packages, image.debianRelease);

  const zones = zonesOf(scope, props.vpc, props.vpcSubnets);
  const zoneCount = zones.known ? zones.subnets.length : Math.max(ASSUMED_ZONES, zones.subnets.length);
  const topology = namingProps(scope, declareTopology);
  const tls = (props.tls ?? Tls.ownAuthority())._bind();
  const plan = planDeployment(scope, props, { topology, engine, instanceType, zones: zoneCount, tls });
  requireAcceptable(plan, props.acceptNewVolumes ?? []);
  if (props.replicaRegion) {
    requireThreePlaces(scope, props.replicaRegion);
  }
  const agreement = props.replicaRegion && new RegionAgreement(plan, props.replicaRegion);
  const imageConfig = image.bind(scope, instanceType.architecture);
  checkNetworkAccess(scope, props.vpc, zones.subnets, {
    who: 'nodes', missing: (present) => missingAccess(packages, ssmAgent.kind !== 'none', present),
  });

  const fleet = new NodeFleet(scope, 'Fleet', {
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
    certificates: tls.certificates,
    key: props.key,
    coordinationTable: props.coordinationTable,
    acceptNewVolumes: props.acceptNewVolumes ?? [],
    movedNodes: (props.moveNodes ?? []).map(({ node }) => node),
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    restore: props.restoreFrom?._bind(),
    region: agreement?.home,
  });
  const names = props.dns && new NodeNames(scope, 'Dns', { ...props.dns, vpc: props.vpc, plan, nodes: fleet.nodes });
  if (names) {
    // One name for them all: every handshake carries the names.
    fleet.certificates?.addDnsName(`*.${names.domain}`);
  }
  warn(scope, plan, imageConfig.floating, ssmAgent);
  const connections = new ec2.Connections({
    securityGroups: [fleet.network.securityGroup], defaultPort: ec2.Port.tcp(plan.ports.redis),
  });
  return {
    plan,
    fleet,
    subnets: zones.subnets,
    names,
    access: {
      deploymentName: plan.name,
      tls: tlsAccess(plan, fleet.certificates),
      nodeEndpoints: endpointsOf(fleet, plan, NodeRole.DATA, plan.ports.redis),
      port: plan.ports.redis,
      appSecret: fleet.secrets.of(UserName.APP),
      backupSecret: fleet.secrets.of(UserName.BACKUP),
      maxMemory: Size.bytes(plan.settings.maxMemoryBytes),
      shards: plan.topology.shards,
      connections,
      home: agreement && homeRegion(scope, {
        plan, options: props.replicaRegion, agreement, vpc: props.vpc, subnets: zones.subnets, fleet, engine, packages, ssmAgent,
        instanceType, image, volume: props.volume,
      }, props),
    },
  };
}

/** `address:port` of the nodes with that role, in the plan's order. */
export function endpointsOf(fleet: NodeFleet, plan: DeploymentPlan, role: NodeRole, port: number): string[] {
  const names = namesWith(plan, role);
  return fleet.nodes
    .filter((node) => names.includes(node.nodeName))
    .map((node) => Fn.join(':', [node.address, String(port)]));
}

function warn(scope: Construct, plan: DeploymentPlan, floatingImage: boolean, ssmAgent: SsmAgent): void {
  for (const { id, text } of deploymentWarnings(plan, ssmAgent, floatingImage)) {
    Annotations.of(scope).addWarningV2(`redis-ha-constructs:${id}`, inPropNames(text));
  }
}
