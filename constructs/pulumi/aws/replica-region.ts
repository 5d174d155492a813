import * as pulumi from '@pulumi/pulumi';
import {
  checkEngineAgainstImage, CLIENT_RULES, copiedSecretsKeyStatements, instanceArchitecture, requireAcceptable,
  requireNodesElsewhere, requireReplicaZones,
} from '../../../lib/aws';
import { InvalidInput } from '../../../lib/model';
import { NodeRole, planOf, REPLICA_REGION } from '../../../lib/plan';
import { requirePlain } from '../shared';
import { childOptions } from './declaration';
import { connectable, endpointsOf, type Deployed } from './deploy';
import { naming } from './deployment-spec';
import type { HomeRegion, RegionEnd } from './home-region';
import { NodeFleet } from './node-fleet';
import { placeOf } from './place';
import { RedisDeployment } from './redis-deployment';
import { fleetRegion } from './region-agreement';
import { makeRegionAlarms, type RegionAlarms } from './region-alarms';
import { replicatedCertificates } from './region-certificates';
import { inDeclaredRegion } from './region-places';
import { replicatedSecrets } from './region-secrets';
import type { ReplicaRegionArgs } from './replica-region-args';
import { tagged } from './tagged';
import { portsWithTls, tlsAccess } from './tls-access';
import { zonesOf } from './zones';

/**
 * The nodes of a deployment's other region, with a provider of that region (`opts.provider`): made from what the home region
 * declares, so there is one plan. They follow the home region's primary and take no writes until the region is promoted.
 *
 * Nodes are as in the home region and called `r2-<node>`. Neither region's nodes are made from values of the other's: they know
 * each other's nodes by name (`RegionLink` makes the names), the witness by its URL and the passwords by names that Secrets
 * Manager copies. So a program of its own may make them (`HomeDeclaration`), and a node of one region can move without a change
 * of the other.
 *
 * Until it is promoted, clients are allowed in but nobody serves them.
 */
export class ReplicaRegion extends RedisDeployment {
  /** `address:port` of every Sentinel that will serve here; empty where there is none. */
  public readonly sentinelEndpoints: pulumi.Output<string>[];
  /** It is behind, or the active one without proof. */
  public readonly alarms: RegionAlarms;
  /** What a link connects. @internal */
  public readonly _end: RegionEnd;
  /** What it was made from. @internal */
  public readonly _of: HomeRegion;
  readonly #sentinelPort: number;

  /** @throws Error that names the argument */
  constructor(name: string, args: ReplicaRegionArgs, opts?: pulumi.ComponentResourceOptions) {
    const home = naming(name, () => declared(args));
    super('redis-ha-constructs:aws:ReplicaRegion', name, (parent) => follow(name, parent, home, args), tagged(args.tags, opts));
    const made = this._made();
    const { plan, fleet } = made;
    this._of = home;
    this._end = { vpcId: args.vpcId, subnetIds: args.subnetIds, fleet, region: fleet.region, parent: this };
    this.alarms = makeRegionAlarms(name, 'Alarms', {
      deployment: plan.name, change: plan.regionChange!, follows: true,
    }, args.alarmActions, this);
    this.#sentinelPort = plan.ports.sentinel;
    this.sentinelEndpoints = endpointsOf(made, NodeRole.SENTINEL, this.#sentinelPort);
    this.registerOutputs({
      deploymentName: this.deploymentName, nodeEndpoints: this.nodeEndpoints, sentinelEndpoints: this.sentinelEndpoints,
    });
  }

  /** Data nodes and Sentinels. */
  public override allowClients(client: string, securityGroupId: pulumi.Input<string>): void {
    super.allowClients(client, securityGroupId);
    if (this.sentinelEndpoints.length > 0) {
      this.allow(client, securityGroupId, portsWithTls(this.#sentinelPort, this.tls?.sentinelPort), CLIENT_RULES.sentinel);
    }
  }
}

/** Arguments that shape what is made. */
const PLAIN = ['instanceType', 'volume', 'acceptNewVolumes', 'planDirectory'] as const;

/** @throws InvalidInput for what cannot be known to fit to the home region */
function declared(args: ReplicaRegionArgs): HomeRegion {
  const { _home: home } = args.home;
  const path = home?.component ?? ('deploymentName' in args.home ? args.home.deploymentName : 'it');
  requireNodesElsewhere({ path, hasNodes: home?.names.hasNodes });
  PLAIN.forEach((field) => requirePlain(field, args[field]));
  const { plan, engine, packages, image } = home!;
  if (!Array.isArray(args.subnetIds)) {
    throw new InvalidInput('subnetIds', 'is an output, and one is needed for each zone of the plan',
      'give an array, for example [0, 1, 2].map((index) => vpc.privateSubnetIds[index])');
  }
  requireReplicaZones(args.subnetIds.length, plan.regions[1]!.failureDomains!.length, 'subnetIds');
  requireAcceptable(planOf(plan, REPLICA_REGION), args.acceptNewVolumes ?? []);
  checkEngineAgainstImage(engine, packages, (args.image ?? image).debianRelease);
  return home!;
}

/** Makes the nodes that follow. */
function follow(component: string, parent: pulumi.Resource, home: HomeRegion, args: ReplicaRegionArgs): Deployed {
  const { plan, options, names } = home;
  const { secretsKey } = options;
  const children = childOptions(component, parent, args);
  const place = inDeclaredRegion(component, placeOf(parent), home);
  const instanceType = args.instanceType ?? home.instanceType;
  const region = fleetRegion(home, REPLICA_REGION, home.end?.region);
  const secrets = replicatedSecrets(plan.users.map(({ name }) => name), names, place, secretsKey);
  const certificates = plan.tls && naming(component, () => replicatedCertificates({
    names, ownAuthority: home.ownAuthority, given: args.certificateSecret, place,
  }));
  const { vpcId, role, key, coordinationTable, acceptNewVolumes } = args;
  const fleet = new NodeFleet(component, {
    ...home,
    args: {
      vpcId, role, key, coordinationTable, acceptNewVolumes, volume: args.volume ?? home.volume, moveNodes: options.moveNodes,
      planDirectory: args.planDirectory ?? home.planDirectory,
    },
    region: {
      ...region,
      statements: pulumi.all([region.statements, secretsKey]).apply(([statements, known]) =>
        [...statements, ...known === undefined ? [] : copiedSecretsKeyStatements(known)]),
    },
    secrets,
    place,
    zones: zonesOf(component, args.subnetIds, parent),
    instanceType,
    image: naming(component, () => (args.image ?? home.image)._bind(parent, instanceArchitecture(instanceType), {
      region: options.region, ofHome: args.image === undefined,
    })),
  }, children);
  // Nodes cannot start before their passwords are here.
  fleet.launch(certificates, home.copied);
  return {
    plan: fleet.plan, fleet, secrets, tls: tlsAccess(plan, certificates), key: secretsKey,
    connect: connectable(secrets, certificates?.caPolicyArn ?? certificates?.caSecretArn),
  };
}
