import { Construct, type IConstruct } from 'constructs';
import { caSecretOf, deploymentNames, policyPeers, type NetworkPeer } from '../../lib/manifests';
import { NodeRole, nodesWith, type DeploymentPlan } from '../../lib/plan';
import type { Deployed } from './deploy';
import { namingProps } from './deployment-spec';

/** A deployment of any topology. */
export interface IRedisDeployment extends IConstruct {
  /** Name of the deployment: what the names of its objects begin with. */
  readonly deploymentName: string;
  /** Namespace of the chart; undefined where whoever applies the manifests chooses it. */
  readonly namespace?: string;
  /** Port of the data nodes; with `plaintextToo` the one without TLS. */
  readonly port: number;
  /** Port at which clients are served with TLS, undefined without. */
  readonly tlsPort?: number;
  /** Host name of every data node, for life and whatever its role. */
  readonly nodeHosts: string[];
  /** Secret with a key per user; applications sign in as `app`. */
  readonly passwordSecretName: string;
  /**
   * Name that clients check the nodes' certificate by, whatever address they connect to, and that goes as SNI; undefined without
   * TLS. The names of the primary's, the replicas' and the nodes' Services are on it, too.
   */
  readonly tlsServerName?: string;
  /** Secret whose key `ca.crt` is what clients trust; mount that key and no other. Undefined without TLS. */
  readonly caSecretName?: string;
  /** Secret of the nodes' certificate and key; undefined without TLS. */
  readonly tlsSecretName?: string;
  /** The plan; its file beside the manifests says besides what there is to know about it on this platform. */
  readonly plan: DeploymentPlan;
  /** Path of that file. */
  readonly planFile: string;

  /** Lets peers connect as clients, and to nothing else: the agents' port and the Cluster bus stay closed to them. */
  allowClients(...peers: NetworkPeer[]): void;
}

/** What every topology offers. */
export abstract class RedisDeploymentBase extends Construct implements IRedisDeployment {
  /** @internal */
  protected abstract readonly _deployed: Deployed;

  public get deploymentName(): string {
    return this.plan.name;
  }

  public get namespace(): string | undefined {
    return this._deployed.objects.input.namespace;
  }

  public get port(): number {
    return this.plan.ports.redis;
  }

  public get tlsPort(): number | undefined {
    const { tls, ports } = this.plan;
    return tls && (ports.redisTls ?? ports.redis);
  }

  public get nodeHosts(): string[] {
    return this._hostsOf(NodeRole.DATA);
  }

  public get passwordSecretName(): string {
    return this._deployed.objects.input.passwords.secretName;
  }

  public get tlsServerName(): string | undefined {
    return this.plan.tls?.serverName;
  }

  public get caSecretName(): string | undefined {
    return caSecretOf(this._deployed.objects.input);
  }

  public get tlsSecretName(): string | undefined {
    return this._deployed.objects.input.certificates?.secretName;
  }

  public get plan(): DeploymentPlan {
    return this._deployed.plan;
  }

  public get planFile(): string {
    return this._deployed.planFile;
  }

  /** @throws Error for a peer that is nobody */
  public allowClients(...peers: NetworkPeer[]): void {
    this._deployed.objects.addClients(namingProps(this, () => policyPeers('allowClients', peers)));
  }

  /** Where a Service answers: with its namespace where that is known, so from anywhere in the cluster. @internal */
  protected _host(service: string): string {
    return this.namespace === undefined ? service : `${service}.${this.namespace}.svc`;
  }

  /** @internal */
  protected _hostsOf(role: NodeRole): string[] {
    const { node } = deploymentNames(this.plan.name);
    return nodesWith(this.plan.nodes, role).map(({ name }) => this._host(node(name)));
  }
}
