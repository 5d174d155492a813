import { RemovalPolicy, Size, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  checkEngineAgainstImage, copiedSecretsKeyStatements, missingAccess, requireAcceptable, requireNodesElsewhere,
  requireReplicaZones,
} from '../../lib/aws';
import { InvalidInput, UserName } from '../../lib/model';
import { NodeRole, planOf, REPLICA_REGION } from '../../lib/plan';
import { endpointsOf } from './deploy';
import type { HomeRegion, RegionEnd } from './home-region';
import { checkNetworkAccess } from './network-access';
import { NodeFleet } from './node-fleet';
import { RedisDeploymentBase, type DeploymentAccess } from './redis-deployment-base';
import { checkWitnessAccess } from './region-access';
import { RegionAlarms } from './region-alarms';
import { ReplicatedSecrets } from './region-secrets';
import { replicatedCertificates } from './region-certificates';
import type { ReplicaRegionProps } from './replica-region-props';
import { tlsAccess } from './tls-access';
import { zonesOf, type Zones } from './zones';

/**
 * The nodes of a deployment's other region, for a stack of that region: made from what the home region declares, so there is
 * one plan. They follow the home region's primary and take no writes until the region is promoted.
 *
 * Nodes are as in the home region and called `r2-<node>`. Neither region's stack refers to the other's resources: they know
 * each other's nodes by name (`RegionLink` makes the names), the witness by its URL and the passwords by names that Secrets
 * Manager copies. So this stack can be deployed (`cdk deploy --exclusively`) while the home region is lost, a node of one
 * region can move without a deployment of the other, and there is no cycle between the stacks. Addresses that CloudFormation
 * carries over would do none of this.
 *
 * Until it is promoted, clients are allowed in but nobody serves them.
 */
export class ReplicaRegion extends RedisDeploymentBase {
  /** `address:port` of every Sentinel that will serve here; empty where there is none. */
  public readonly sentinelEndpoints: string[];
  /** It is behind, or the active one without proof. */
  public readonly alarms: RegionAlarms;
  /** Role of the nodes. */
  public readonly role: iam.IRole;
  /** Path of the plan beside the template; the same as the home region's. */
  public readonly planFile: string;
  /** What a link connects. @internal */
  public readonly _end: RegionEnd;
  /** What it was made from. @internal */
  public readonly _of: HomeRegion;
  /** @internal */
  protected readonly _access: DeploymentAccess;
  readonly #sentinelPort: number;

  constructor(scope: Construct, id: string, props: ReplicaRegionProps) {
    super(scope, id);
    const home = declared(props.home);
    const { plan, agreement, options, engine, packages, ssmAgent } = home;
    checkPlace(this, props.home, options.region);
    requireAcceptable(planOf(plan, REPLICA_REGION), props.acceptNewVolumes ?? []);
    const instanceType = props.instanceType ?? home.instanceType;
    const image = props.image ?? home.image;
    checkEngineAgainstImage(engine, packages, image.debianRelease);
    const { subnets } = enoughZones(zonesOf(this, props.vpc, props.vpcSubnets), plan.regions[1]!.failureDomains!.length);
    checkNetworkAccess(this, props.vpc, subnets, {
      who: 'nodes', missing: (present) => missingAccess(packages, ssmAgent.kind !== 'none', present),
    });
    checkWitnessAccess(this, props.vpc, subnets, options.witness);
    const secrets = new ReplicatedSecrets(this, 'Secrets', plan.users.map(({ name }) => name), agreement);
    const keyStatements = options.secretsKey
      ? copiedSecretsKeyStatements(options.secretsKey.keyArn) : [];
    const fleet = new NodeFleet(this, 'Fleet', {
      plan,
      region: { ...agreement.replica, statements: [...agreement.replica.statements, ...keyStatements] },
      secrets,
      vpc: props.vpc,
      subnets,
      engine,
      packages,
      ssmAgent,
      instanceType,
      image: image.bind(this, instanceType.architecture),
      volume: props.volume ?? home.volume,
      role: props.role,
      certificates: plan.tls && ((within) => replicatedCertificates(within, home.fleet.certificates!, props.certificateSecret)),
      key: props.key,
      coordinationTable: props.coordinationTable,
      acceptNewVolumes: props.acceptNewVolumes ?? [],
      movedNodes: (options.moveNodes ?? []).map(({ node }) => node),
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    // Nodes cannot start before their passwords are here.
    Stack.of(this).addStackDependency(Stack.of(props.home));
    this._of = home;
    this._end = { vpc: props.vpc, subnets, fleet };
    this._access = {
      deploymentName: plan.name,
      tls: tlsAccess(plan, fleet.certificates),
      nodeEndpoints: endpointsOf(fleet, fleet.plan, NodeRole.DATA, plan.ports.redis),
      port: plan.ports.redis,
      appSecret: secrets.of(UserName.APP),
      backupSecret: secrets.of(UserName.BACKUP),
      maxMemory: Size.bytes(plan.settings.maxMemoryBytes),
      shards: plan.topology.shards,
      connections: new ec2.Connections({
        securityGroups: [fleet.network.securityGroup], defaultPort: ec2.Port.tcp(plan.ports.redis),
      }),
    };
    this.alarms = new RegionAlarms(this, 'Alarms', {
      deployment: plan.name, change: plan.regionChange!, follows: true, actions: props.alarmActions ?? [],
    });
    this.role = fleet.role;
    this.planFile = fleet.pointer.planFile;
    this.#sentinelPort = plan.ports.sentinel;
    this.sentinelEndpoints = endpointsOf(fleet, fleet.plan, NodeRole.SENTINEL, plan.ports.sentinel);
  }

  /** Data nodes and Sentinels. */
  public override allowClients(client: ec2.IConnectable): void {
    super.allowClients(client);
    if (this.sentinelEndpoints.length > 0) {
      this.connections.allowFrom(client, ec2.Port.tcp(this.#sentinelPort), 'Redis clients, to find the primary');
    }
  }
}

function declared(home: RedisDeploymentBase): HomeRegion {
  requireNodesElsewhere({ path: home.node.path, hasNodes: home._home?.agreement.hasNodes });
  return home._home!;
}

/** Where its names lead: to secrets in one region of one account. */
function checkPlace(scope: Construct, home: RedisDeploymentBase, region: string): void {
  const here = Stack.of(scope);
  if (here.region !== region) {
    throw new InvalidInput('env.region', `the stack is in ${Token.isUnresolved(here.region) ? 'a region that is not known' : here.region}, `
      + `replicaRegion.region of ${home.node.path} is ${region}`, `give the stack env.region "${region}"`);
  }
  const { account } = Stack.of(home);
  if (![account, here.account].some((one) => Token.isUnresolved(one)) && account !== here.account) {
    throw new InvalidInput('env.account', `the stack is in ${here.account}, ${home.node.path} in ${account}`,
      'use one account: Secrets Manager copies secrets within it');
  }
}

function enoughZones(zones: Zones, wanted: number): Zones {
  if (zones.known) {
    requireReplicaZones(zones.subnets.length, wanted, 'vpcSubnets');
  }
  return zones;
}
