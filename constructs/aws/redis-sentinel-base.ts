import { Duration, Resource, type IResource } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { EC2_METRICS } from '../../lib/config';

/** A Sentinel deployment, of this stack or another. */
export interface IRedisSentinel extends IResource, ec2.IConnectable {
  /** The name a Sentinel-aware client asks for. @attribute */
  readonly masterName: string;
  /** `address:port` of every Sentinel, for a Sentinel-aware client. @attribute */
  readonly sentinelEndpoints: string[];
  /** Port of the data nodes. */
  readonly port: number;
  /** Port of the Sentinels. */
  readonly sentinelPort: number;
  /** Password of the user `app`. */
  readonly appSecret: secretsmanager.ISecret;

  /**
   * Lets a principal read the password of the user `app`, and use its key. The network is opened by `allowClients`.
   */
  grantConnect(grantee: iam.IGrantable): iam.Grant;

  /** Opens data and Sentinel ports to a client. The agents' port stays closed to clients. */
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
   * Primaries that a Sentinel majority agrees on. Exactly 1 is right.
   *
   * @default - sum over a minute
   */
  metricPrimaries(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** What an existing deployment is imported by. */
export interface RedisSentinelAttributes {
  /** The Sentinels' name of the primary. */
  readonly masterName: string;
  /** `address:port` of every Sentinel. */
  readonly sentinelEndpoints: string[];
  /** Security groups of the nodes. */
  readonly securityGroups: ec2.ISecurityGroup[];
  /** Password of the user `app`. */
  readonly appSecret: secretsmanager.ISecret;
  /** @default 6379 */
  readonly port?: number;
  /** @default 26379 */
  readonly sentinelPort?: number;
}

export abstract class RedisSentinelBase extends Resource implements IRedisSentinel {
  public abstract readonly masterName: string;
  public abstract readonly sentinelEndpoints: string[];
  public abstract readonly port: number;
  public abstract readonly sentinelPort: number;
  public abstract readonly appSecret: secretsmanager.ISecret;
  public abstract readonly connections: ec2.Connections;

  public grantConnect(grantee: iam.IGrantable): iam.Grant {
    return this.appSecret.grantRead(grantee);
  }

  public allowClients(client: ec2.IConnectable): void {
    this.connections.allowFrom(client, ec2.Port.tcp(this.port), 'Redis clients');
    this.connections.allowFrom(client, ec2.Port.tcp(this.sentinelPort), 'Redis clients, to find the primary');
  }

  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: EC2_METRICS.namespace,
      metricName,
      dimensionsMap: { [EC2_METRICS.dimension]: this.masterName },
      statistic: cloudwatch.Stats.AVERAGE,
      period: Duration.minutes(1),
      ...options,
    }).attachTo(this);
  }

  public metricReadyNodes(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(EC2_METRICS.ready, { statistic: cloudwatch.Stats.SUM, ...options });
  }

  public metricPrimaries(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(EC2_METRICS.primary, { statistic: cloudwatch.Stats.SUM, ...options });
  }
}
