import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CLIENT_RULES } from '../../lib/aws';
import { portsWithTls } from './tls-access';
import {
  SinglePrimaryBase, type ISinglePrimaryDeployment, type SinglePrimaryAttributes,
} from './single-primary-base';

/** A Sentinel deployment, of this stack or another. */
export interface IRedisSentinel extends ISinglePrimaryDeployment {
  /** The name a Sentinel-aware client asks for: the deployment's. @attribute */
  readonly masterName: string;
  /** `address:port` of every Sentinel, for a Sentinel-aware client. @attribute */
  readonly sentinelEndpoints: string[];
  /** Port of the Sentinels. */
  readonly sentinelPort: number;
}

/** What an existing Sentinel deployment is imported by. */
export interface RedisSentinelAttributes extends SinglePrimaryAttributes {
  /** `address:port` of every Sentinel. */
  readonly sentinelEndpoints: string[];
  /** @default - 26379 without `tls`, 26380 with it */
  readonly sentinelPort?: number;
}

export abstract class RedisSentinelBase extends SinglePrimaryBase implements IRedisSentinel {
  public abstract readonly sentinelEndpoints: string[];
  public abstract readonly sentinelPort: number;

  public get masterName(): string {
    return this.deploymentName;
  }

  /** Data nodes, Sentinels and load balancer. */
  public override allowClients(client: ec2.IConnectable): void {
    super.allowClients(client);
    for (const port of portsWithTls(this.sentinelPort, this.tls?.sentinelPort)) {
      this.connections.allowFrom(client, ec2.Port.tcp(port), CLIENT_RULES.sentinel);
    }
  }
}
