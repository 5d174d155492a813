import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { CLIENT_RULES, DEPLOYMENT_METRICS, type DeploymentMetric } from '../../../lib/aws';
import { EC2_METRICS } from '../../../lib/config';
import { UserName } from '../../../lib/model';
import { NodeRole } from '../../../lib/plan';
import { childName, type Size } from '../shared';
import { letIn } from './client-access';
import { endpointsOf, type Deployed } from './deploy';
import type { IRedisDeployment } from './deployment-attributes';
import type { HomeRegion } from './home-region';
import { policyJson } from './policy-json';
import { portsWithTls, type DeploymentTls } from './tls-access';
import type { DeploymentSecret } from './user-secrets';

/** A metric of a deployment, in the words of `aws.cloudwatch.MetricAlarm`'s arguments. */
export interface MetricArgs {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Record<string, string>;
  readonly statistic: string;
  /** In seconds. */
  readonly period: number;
}

/** What every topology offers. */
export abstract class RedisDeployment extends pulumi.ComponentResource implements IRedisDeployment {
  /** Name of the deployment, a dimension of its metrics. */
  public readonly deploymentName: string;
  /** `address:port` of every data node, whatever its role. */
  public readonly nodeEndpoints: pulumi.Output<string>[];
  /** Port of the data nodes. */
  public readonly port: number;
  /** How clients speak TLS with it; undefined for one in plaintext. */
  public readonly tls?: DeploymentTls;
  /** Authorities of the nodes' certificate, as PEM, for clients to trust; undefined in plaintext, or where it is not known. */
  public readonly caCertificate?: pulumi.Output<string>;
  /** Secret of the password of the user `app`. */
  public readonly appSecret: DeploymentSecret;
  /** Secret of the password of the user `backup`. */
  public readonly backupSecret: DeploymentSecret;
  /** Redis `maxmemory` of each data node. */
  public readonly maxMemory: Size;
  /** Shards, and so how many `metricPrimaries` should count; 1 unless it is a Cluster. */
  public readonly shards: number;
  /** Security group of the nodes. */
  public readonly securityGroup: aws.ec2.SecurityGroup;
  /** Name of the nodes' role. */
  public readonly role: pulumi.Output<string>;
  /** Path of the plan beside the program. */
  public readonly planFile: string;
  /** What every name in `dns` ends with; undefined without `dns`. */
  public readonly domainName?: pulumi.Output<string>;
  readonly #component: string;
  readonly #deployed: Deployed;

  protected constructor(
    type: string, name: string, make: (parent: pulumi.Resource) => Deployed, opts?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, {}, opts);
    const deployed = make(this);
    const { plan, fleet, names, secrets: { secrets }, tls } = deployed;
    this.#component = name;
    this.#deployed = deployed;
    this.deploymentName = plan.name;
    this.port = plan.ports.redis;
    this.nodeEndpoints = endpointsOf(deployed, NodeRole.DATA, this.port);
    this.tls = tls;
    this.caCertificate = tls?.caCertificate;
    this.appSecret = secrets[UserName.APP]!;
    this.backupSecret = secrets[UserName.BACKUP]!;
    this.maxMemory = `${plan.settings.maxMemoryBytes}B`;
    this.shards = plan.topology.shards;
    this.securityGroup = fleet.network.securityGroup;
    this.role = fleet.role.roleName;
    this.planFile = fleet.planFile;
    this.domainName = names?.domain;
  }

  /**
   * Lets whoever has a role read the password of the user `app` and what is to be trusted (`tls.caSecretArn`). The network is
   * opened by `allowClients`.
   *
   * @param client name of the grant, for example that of the service
   * @param role name of its role
   */
  public grantConnect(client: string, role: pulumi.Input<string>): aws.iam.RolePolicy {
    return new aws.iam.RolePolicy(childName(this.#component, `Connect-${client}`), {
      role, policy: this.connectPolicy(),
    }, { parent: this });
  }

  /** The same as a policy, JSON, for who attaches it elsewhere. */
  public connectPolicy(): pulumi.Output<string> {
    const { connect, key: ofSecrets } = this.#deployed;
    return policyJson({ secrets: pulumi.all(connect), key: ofSecrets }, ({ secrets, key }) => [
      { sid: 'Connect', actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], resources: secrets },
      ...key === undefined ? [] : [{ sid: 'KeyForConnect', actions: ['kms:Decrypt'], resources: [key] }],
    ]);
  }

  /**
   * Opens the ports a client needs to it, and no others: the agents' port and the Cluster bus stay closed to clients.
   *
   * @param client name of the rules, for example that of the service
   * @param securityGroupId of the client
   */
  public allowClients(client: string, securityGroupId: pulumi.Input<string>): void {
    this.allow(client, securityGroupId, portsWithTls(this.port, this.tls?.port), CLIENT_RULES.redis);
  }

  /** Any metric of the deployment, its average over a minute. */
  public metric(metricName: string): MetricArgs {
    return this.known({ name: metricName, statistic: 'Average', periodSeconds: 60 });
  }

  /** Nodes that are ready: role known, replicas linked and within their lag. Sum over a minute, so their number. */
  public metricReadyNodes(): MetricArgs {
    return this.known(DEPLOYMENT_METRICS.readyNodes);
  }

  /**
   * Primaries that take writes and are agreed on: by a Sentinel majority, by their Cluster, or by the role marker.
   * Exactly 1 is right, in a Cluster exactly one for each shard. Sum over a minute.
   */
  public metricPrimaries(): MetricArgs {
    return this.known(DEPLOYMENT_METRICS.primaries);
  }

  /** Days until the nodes' certificate expires, said twice a day. Only of an own authority. Minimum over a day. */
  public metricCertificateDaysLeft(): MetricArgs {
    return this.known(DEPLOYMENT_METRICS.certificateDaysLeft);
  }

  /**
   * Seconds that this region is behind the active one, where there are two; no data while it is the active one itself. Maximum
   * over a minute.
   */
  public metricRegionLag(): MetricArgs {
    return this.known(DEPLOYMENT_METRICS.regionLag);
  }

  /** Nodes of this region, while it is the active one of two, whose proof of that is older than the lease. Sum over a minute. */
  public metricRegionUnproven(): MetricArgs {
    return this.known(DEPLOYMENT_METRICS.regionUnproven);
  }

  /** What its other region and the link between them need; undefined without `replicaRegion`. @internal */
  public get _home(): HomeRegion | undefined {
    return this.#deployed.home;
  }

  /** Opens ports of a security group of this deployment to a client. */
  protected allow(
    client: string, securityGroupId: pulumi.Input<string>, ports: number[], description: string, group = this.securityGroup,
    whose = 'Clients',
  ): void {
    letIn(this.#component, { client, from: securityGroupId, to: group.id, ports, description, whose }, { parent: this });
  }

  /** What its constructor made. @internal */
  protected _made(): Deployed {
    return this.#deployed;
  }

  private known({ name, statistic, periodSeconds }: DeploymentMetric): MetricArgs {
    return {
      namespace: EC2_METRICS.namespace,
      metricName: name,
      dimensions: { [EC2_METRICS.dimension]: this.deploymentName },
      statistic,
      period: periodSeconds,
    };
  }
}
