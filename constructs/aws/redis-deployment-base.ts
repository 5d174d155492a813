import { Duration, Resource, type IResource, type Size } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CLIENT_RULES, DEPLOYMENT_METRICS, type DeploymentMetric } from '../../lib/aws';
import { PLAINTEXT_PORTS, TLS_PORTS } from '../../lib/plan';
import { importedTls, portsWithTls, type DeploymentTls, type DeploymentTlsAttributes } from './tls-access';
import { deploymentMetric } from './deployment-metric';
import type { HomeRegion } from './home-region';

/** A deployment of any topology, of this stack or another. */
export interface IRedisDeployment extends IResource, ec2.IConnectable {
  /** Name of the deployment, a dimension of its metrics. @attribute */
  readonly deploymentName: string;
  /** `address:port` of every data node, whatever its role. @attribute */
  readonly nodeEndpoints: string[];
  /** Port of the data nodes. */
  readonly port: number;
  /** How clients speak TLS with it; undefined for one in plaintext. */
  readonly tls?: DeploymentTls;
  /** Authorities of the nodes' certificate, as PEM, for clients to trust; undefined in plaintext, or where it is not known. */
  readonly caCertificate?: string;
  /** Password of the user `app`. */
  readonly appSecret: secretsmanager.ISecret;
  /** Password of the user `backup`, see BackupSchedule; undefined where a deployment was imported without it. */
  readonly backupSecret?: secretsmanager.ISecret;
  /** Redis `maxmemory` of each data node; undefined where a deployment was imported without it. */
  readonly maxMemory?: Size;
  /** Shards, and so how many `metricPrimaries` should count; 1 unless it is a Cluster. */
  readonly shards: number;

  /**
   * Lets a principal read the password of the user `app` and what is to be trusted (`tls.caSecret`). The network is opened by
   * `allowClients`.
   */
  grantConnect(grantee: iam.IGrantable): iam.Grant;

  /** Opens the ports a client needs to it, and no others: the agents' port and the Cluster bus stay closed to clients. */
  allowClients(client: ec2.IConnectable): void;

  /** A metric of the deployment. @default - average over a minute */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Nodes that are ready: role known, replicas linked and within their lag.
   *
   * @default - sum over a minute, so the number of ready nodes
   */
  metricReadyNodes(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Primaries that take writes and are agreed on: by a Sentinel majority, by their Cluster, or by the role marker.
   * Exactly 1 is right, in a Cluster exactly one for each shard.
   *
   * @default - sum over a minute
   */
  metricPrimaries(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Days until the nodes' certificate expires, said twice a day. Only of an own authority (`Tls.ownAuthority`).
   *
   * @default - minimum over a day
   */
  metricCertificateDaysLeft(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** What an existing deployment is imported by, whatever its topology. */
export interface RedisDeploymentAttributes {
  /** Name of the deployment. */
  readonly deploymentName: string;
  /** `address:port` of every data node. */
  readonly nodeEndpoints: string[];
  /** Security groups of the nodes. */
  readonly securityGroups: ec2.ISecurityGroup[];
  /** Password of the user `app`. */
  readonly appSecret: secretsmanager.ISecret;
  /** Password of the user `backup`. @default - none: BackupSchedule refuses it */
  readonly backupSecret?: secretsmanager.ISecret;
  /** Redis `maxmemory` of each data node. @default - not known: BackupSchedule must be told the size of the data set */
  readonly maxMemory?: Size;
  /** @default - 6379 without `tls`, 6380 with it */
  readonly port?: number;
  /** How clients speak TLS with it. @default - in plaintext */
  readonly tls?: DeploymentTlsAttributes;
}

/** What a deployment is reached by, made here or elsewhere. */
export interface DeploymentAccess {
  readonly deploymentName: string;
  readonly nodeEndpoints: string[];
  readonly port: number;
  readonly tls?: DeploymentTls;
  readonly appSecret: secretsmanager.ISecret;
  readonly backupSecret?: secretsmanager.ISecret;
  readonly maxMemory?: Size;
  readonly shards: number;
  readonly connections: ec2.Connections;
  /** Only of one that was made here and declares another region. */
  readonly home?: HomeRegion;
}

/** What every topology offers, whether it was made here or is imported. */
export abstract class RedisDeploymentBase extends Resource implements IRedisDeployment {
  /** @internal */
  protected abstract readonly _access: DeploymentAccess;

  public get deploymentName(): string {
    return this._access.deploymentName;
  }

  public get nodeEndpoints(): string[] {
    return this._access.nodeEndpoints;
  }

  public get port(): number {
    return this._access.port;
  }

  public get tls(): DeploymentTls | undefined {
    return this._access.tls;
  }

  public get caCertificate(): string | undefined {
    return this.tls?.caCertificate;
  }

  public get appSecret(): secretsmanager.ISecret {
    return this._access.appSecret;
  }

  public get backupSecret(): secretsmanager.ISecret | undefined {
    return this._access.backupSecret;
  }

  public get maxMemory(): Size | undefined {
    return this._access.maxMemory;
  }

  public get shards(): number {
    return this._access.shards;
  }

  public get connections(): ec2.Connections {
    return this._access.connections;
  }

  /** What the stacks of its other region and of the link between them need; undefined without `replicaRegion`. @internal */
  public get _home(): HomeRegion | undefined {
    return this._access.home;
  }

  public grantConnect(grantee: iam.IGrantable): iam.Grant {
    const password = this.appSecret.grantRead(grantee);
    const ca = this.tls?.caSecret?.grantRead(grantee);
    return ca === undefined ? password : password.combine(ca);
  }

  public allowClients(client: ec2.IConnectable): void {
    for (const port of portsWithTls(this.port, this.tls?.port)) {
      this.connections.allowFrom(client, ec2.Port.tcp(port), CLIENT_RULES.redis);
    }
  }

  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return deploymentMetric(this, this.deploymentName, metricName, options);
  }

  public metricCertificateDaysLeft(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.known(DEPLOYMENT_METRICS.certificateDaysLeft, options);
  }

  public metricReadyNodes(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.known(DEPLOYMENT_METRICS.readyNodes, options);
  }

  public metricPrimaries(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.known(DEPLOYMENT_METRICS.primaries, options);
  }

  /**
   * Seconds that this region is behind the active one, where there are two; no data while it is the active one itself.
   *
   * @default - maximum over a minute
   */
  public metricRegionLag(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.known(DEPLOYMENT_METRICS.regionLag, options);
  }

  /**
   * Nodes of this region, while it is the active one of two, whose proof of that is older than the lease.
   *
   * @default - sum over a minute
   */
  public metricRegionUnproven(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.known(DEPLOYMENT_METRICS.regionUnproven, options);
  }

  private known({ name, statistic, periodSeconds }: DeploymentMetric, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(name, { statistic, period: Duration.seconds(periodSeconds), ...options });
  }
}

/** @internal */
export function importedAccess(attrs: RedisDeploymentAttributes, shards = 1): DeploymentAccess {
  const port = attrs.port ?? (attrs.tls ? TLS_PORTS : PLAINTEXT_PORTS).redis;
  return {
    deploymentName: attrs.deploymentName,
    nodeEndpoints: attrs.nodeEndpoints,
    port,
    tls: attrs.tls && importedTls(attrs.deploymentName, port, attrs.tls),
    appSecret: attrs.appSecret,
    backupSecret: attrs.backupSecret,
    maxMemory: attrs.maxMemory,
    shards,
    connections: new ec2.Connections({ securityGroups: attrs.securityGroups, defaultPort: ec2.Port.tcp(port) }),
  };
}
