import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { CLIENT_RULES, DEPLOYMENT_METRICS, REPLICAS_PORTS, secretStatements, type DeploymentMetric } from '../../../lib/aws';
import { EC2_METRICS } from '../../../lib/config';
import { PLAINTEXT_PORTS, TLS_PORTS } from '../../../lib/plan';
import { childName, namingArguments, requirePlain, type Size } from '../shared';
import type { GroupReference, SecretReference } from './backup-source';
import { letIn } from './client-access';
import type {
  IRedisDeployment, IRedisSentinel, ISinglePrimaryDeployment, RedisDeploymentAttributes, RedisSentinelAttributes,
  SinglePrimaryAttributes,
} from './deployment-attributes';
import { policyJson } from './policy-json';
import type { MetricArgs } from './redis-deployment';
import { portsWithTls, type DeploymentTls } from './tls-access';

/**
 * A deployment that another program made. It is no resource itself; rules and grants are, by the name it has here and with the
 * options that it was given (`parent`, `provider`).
 */
export class ImportedDeployment implements IRedisDeployment {
  public readonly deploymentName: string;
  public readonly nodeEndpoints: pulumi.Input<pulumi.Input<string>[]>;
  public readonly port: number;
  public readonly tls?: DeploymentTls;
  public readonly caCertificate?: pulumi.Output<string>;
  public readonly securityGroup: GroupReference;
  public readonly appSecret: SecretReference;
  public readonly backupSecret?: SecretReference;
  public readonly maxMemory?: Size;

  /** @throws Error that names the attribute */
  constructor(
    protected readonly component: string, attributes: RedisDeploymentAttributes,
    protected readonly opts: pulumi.CustomResourceOptions = {}, public readonly shards = 1,
  ) {
    const { deploymentName, maxMemory, port, tls } = attributes;
    namingArguments(component, () => requirePlain('', { deploymentName, maxMemory, port, shards, serverName: tls?.serverName }));
    this.deploymentName = deploymentName;
    this.nodeEndpoints = attributes.nodeEndpoints;
    this.port = port ?? (tls ? TLS_PORTS : PLAINTEXT_PORTS).redis;
    this.securityGroup = attributes.securityGroup;
    this.appSecret = attributes.appSecret;
    this.backupSecret = attributes.backupSecret;
    this.maxMemory = maxMemory;
    this.tls = tls && {
      serverName: tls.serverName ?? `${deploymentName}.redis-ha`,
      port: this.port,
      caCertificate: asOutput(tls.caCertificate),
      caSecretArn: asOutput(tls.caSecretArn),
      certificateSecretArn: asOutput(tls.certificateSecretArn),
      secretKeyArn: asOutput(tls.secretKeyArn),
    };
    this.caCertificate = this.tls?.caCertificate;
  }

  public grantConnect(client: string, role: pulumi.Input<string>): aws.iam.RolePolicy {
    return new aws.iam.RolePolicy(childName(this.component, `Connect-${client}`), { role, policy: this.connectPolicy() }, this.opts);
  }

  public connectPolicy(): pulumi.Output<string> {
    const { parent, provider } = this.opts;
    const ca = this.tls?.caSecretArn;
    return policyJson({
      password: this.appSecret.arn,
      ca,
      key: this.appSecret.kmsKeyId,
      caKey: ca && this.tls?.secretKeyArn,
      region: aws.getRegionOutput({}, { parent, provider }).region,
    }, ({ password, ca: trusted, key, caKey, region }) => secretStatements(
      trusted === undefined ? [password] : [password, trusted],
      { keyArns: [...new Set([key, caKey].filter((arn): arn is string => !!arn))], region },
    ));
  }

  public allowClients(client: string, securityGroupId: pulumi.Input<string>): void {
    this.open(client, securityGroupId, portsWithTls(this.port, this.tls?.port), CLIENT_RULES.redis);
  }

  public metric(metricName: string): MetricArgs {
    return this.known({ name: metricName, statistic: 'Average', periodSeconds: 60 });
  }

  public metricReadyNodes(): MetricArgs {
    return this.known(DEPLOYMENT_METRICS.readyNodes);
  }

  public metricPrimaries(): MetricArgs {
    return this.known(DEPLOYMENT_METRICS.primaries);
  }

  public metricCertificateDaysLeft(): MetricArgs {
    return this.known(DEPLOYMENT_METRICS.certificateDaysLeft);
  }

  protected open(
    client: string, from: pulumi.Input<string>, ports: number[], description: string, to = this.securityGroup, whose?: string,
  ): void {
    letIn(this.component, { client, from, to: to.id, ports, description, whose }, this.opts);
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

/** One with one primary, and maybe a load balancer. */
export class ImportedSinglePrimary extends ImportedDeployment implements ISinglePrimaryDeployment {
  public readonly primaryEndpoint?: pulumi.Output<string>;
  public readonly replicasEndpoint?: pulumi.Output<string>;
  readonly #balancer?: { readonly group: GroupReference; readonly ports: number[] };

  constructor(component: string, attributes: SinglePrimaryAttributes, opts?: pulumi.CustomResourceOptions) {
    super(component, attributes, opts);
    const { primaryEndpoint, replicasEndpoint, replicasPort, loadBalancerSecurityGroup: group, tls } = attributes;
    this.primaryEndpoint = asOutput(primaryEndpoint);
    this.replicasEndpoint = asOutput(replicasEndpoint);
    this.#balancer = group && {
      group,
      ports: [
        ...(primaryEndpoint === undefined ? [] : [this.port]),
        ...(replicasEndpoint === undefined ? [] : [replicasPort ?? (tls ? REPLICAS_PORTS.tls : REPLICAS_PORTS.plaintext)]),
      ],
    };
  }

  public override allowClients(client: string, securityGroupId: pulumi.Input<string>): void {
    super.allowClients(client, securityGroupId);
    if (this.#balancer) {
      this.open(client, securityGroupId, this.#balancer.ports, CLIENT_RULES.redis, this.#balancer.group, 'Load-Balancer-Clients');
    }
  }
}

/** One with Sentinels. */
export class ImportedSentinel extends ImportedSinglePrimary implements IRedisSentinel {
  public readonly masterName: string;
  public readonly sentinelEndpoints: pulumi.Input<pulumi.Input<string>[]>;
  public readonly sentinelPort: number;

  constructor(component: string, attributes: RedisSentinelAttributes, opts?: pulumi.CustomResourceOptions) {
    super(component, attributes, opts);
    this.masterName = this.deploymentName;
    this.sentinelEndpoints = attributes.sentinelEndpoints;
    this.sentinelPort = attributes.sentinelPort ?? (attributes.tls ? TLS_PORTS : PLAINTEXT_PORTS).sentinel;
  }

  public override allowClients(client: string, securityGroupId: pulumi.Input<string>): void {
    super.allowClients(client, securityGroupId);
    this.open(client, securityGroupId, [this.sentinelPort], CLIENT_RULES.sentinel);
  }
}

function asOutput(value: pulumi.Input<string> | undefined): pulumi.Output<string> | undefined {
  return value === undefined ? undefined : pulumi.output(value);
}
