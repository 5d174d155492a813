import * as pulumi from '@pulumi/pulumi';
import {
  caSecretOf, deploymentManifests, deploymentNames, policyPeers, type NamedObject, type NetworkPeer, type SourceDeployment,
} from '../../../lib/manifests';
import { InvalidInput, type Topology } from '../../../lib/model';
import { NodeRole, nodesWith, type DeploymentPlan } from '../../../lib/plan';
import { showFindings } from '../shared';
import { addObjects } from './add-objects';
import { marked, unmarked, type WithInputs } from './deferred';
import { deploy, findingsOf, writeDeploymentPlan, type Deployed } from './deploy';
import type { RedisDeploymentArgs } from './deployment-args';
import { naming } from './deployment-spec';

/** What every topology offers. What is known while the program runs is plain, so that it can be an argument that has to be. */
export abstract class RedisDeploymentBase extends pulumi.ComponentResource {
  /** Name of the deployment: what the names of its objects begin with. */
  public readonly deploymentName: string;
  /** Namespace of its objects; undefined where the provider chooses it. */
  public readonly namespace?: pulumi.Output<string>;
  /** Port of the data nodes; with `plaintextToo` the one without TLS. */
  public readonly port: number;
  /** Port at which clients are served with TLS, undefined without. */
  public readonly tlsPort?: number;
  /** Host name of every data node, for life and whatever its role. */
  public readonly nodeHosts: pulumi.Output<string>[];
  /** Secret with a key per user; applications sign in as `app`. */
  public readonly passwordSecretName: pulumi.Output<string>;
  /**
   * Name that clients check the nodes' certificate by, whatever address they connect to, and that goes as SNI; undefined without
   * TLS. The names of the primary's, the replicas' and the nodes' Services are on it, too.
   */
  public readonly tlsServerName?: string;
  /** Secret whose key `ca.crt` is what clients trust; mount that key and no other. Undefined without TLS. */
  public readonly caSecretName?: pulumi.Output<string>;
  /** Secret of the nodes' certificate and key; undefined without TLS. */
  public readonly tlsSecretName?: pulumi.Output<string>;
  /** The plan; its file beside the program says besides what there is to know about it on this platform. */
  public readonly plan: DeploymentPlan;
  /** Path of that file. */
  public readonly planFile: string;
  readonly #component: string;
  readonly #deployed: Deployed;
  readonly #planDirectory: string | undefined;
  #clients: NetworkPeer[];

  /** @internal */
  protected constructor(
    type: string, name: string, args: RedisDeploymentArgs, topology: () => Topology, opts?: pulumi.ComponentResourceOptions,
  ) {
    super(`redis-ha-constructs:kubernetes:${type}`, name, {}, opts);
    const deployed = deploy(name, this, args, topology);
    const { plan, input } = deployed;
    this.#component = name;
    this.#deployed = deployed;
    this.#planDirectory = args.planDirectory;
    this.#clients = input.clients;
    this.plan = plan;
    this.planFile = deployed.planFile;
    this.deploymentName = plan.name;
    this.namespace = asOutput(input.namespace);
    this.port = plan.ports.redis;
    this.tlsPort = plan.tls && (plan.ports.redisTls ?? plan.ports.redis);
    this.nodeHosts = this._hostsOf(NodeRole.DATA);
    this.passwordSecretName = pulumi.output(unmarked(input.passwords.secretName));
    this.tlsServerName = plan.tls?.serverName;
    this.caSecretName = asOutput(caSecretOf(input));
    this.tlsSecretName = asOutput(input.certificates?.secretName);
    // Once the program has gone on, and perhaps let somebody in, there is less to be said.
    this.urn.apply(() => showFindings(name, this, findingsOf(deployed.declared, this.inputNow())));
  }

  /**
   * Lets peers connect as clients, and to nothing else: the agents' port and the Cluster bus stay closed to them. They get
   * policies of their own, `<deployment>-clients-<client>`, since what was declared to Pulumi is not changed afterwards.
   *
   * @param client name of the policies, for example that of the service; unique among the clients of the deployment
   * @throws Error for a peer that is nobody, or a name that no object can have
   */
  public allowClients(client: string, ...peers: WithInputs<NetworkPeer>[]): void {
    const { input, policy, declared } = this.#deployed;
    const clients = naming(this.#component, () => {
      if (!/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/.test(client)) {
        throw new InvalidInput('allowClients', `got "${client}" as a name`, 'use lower-case letters, digits and dashes, at most 22');
      }
      return policyPeers('allowClients', marked<NetworkPeer[]>(peers));
    });
    const policies = deploymentManifests({ ...input, clients }).flatMap((named) => clientPolicy(named, client));
    addObjects(this.#component, this, policies, policy);
    this.#clients = [...this.#clients, ...clients as NetworkPeer[]];
    writeDeploymentPlan(this.#component, declared, this.inputNow(), this.#planDirectory);
  }

  /** What a schedule is told, with marks in the place of outputs. @internal */
  public _source(): SourceDeployment {
    const { plan, input } = this.#deployed;
    return {
      plan, namespace: input.namespace, port: this.tlsPort ?? this.port, nodeHosts: this.hosts(NodeRole.DATA),
      passwordSecretName: input.passwords.secretName,
      caSecretName: caSecretOf(input),
      tlsSecretName: input.certificates?.secretName,
    };
  }

  /** Where a Service answers: with its namespace where that is known, so from anywhere in the cluster. @internal */
  protected _host(service: string): pulumi.Output<string> {
    return pulumi.output(unmarked(this.host(service)));
  }

  /** @internal */
  protected _hostsOf(role: NodeRole): pulumi.Output<string>[] {
    return this.hosts(role).map((host) => pulumi.output(unmarked(host)));
  }

  /** Outputs of every topology. @internal */
  protected _outputs(): pulumi.Inputs {
    return {
      deploymentName: this.deploymentName, namespace: this.namespace, port: this.port, tlsPort: this.tlsPort,
      nodeHosts: this.nodeHosts, passwordSecretName: this.passwordSecretName, tlsServerName: this.tlsServerName,
      caSecretName: this.caSecretName, tlsSecretName: this.tlsSecretName, planFile: this.planFile,
    };
  }

  private host(service: string): string {
    const { namespace } = this.#deployed.input;
    return namespace === undefined ? service : `${service}.${namespace}.svc`;
  }

  private hosts(role: NodeRole): string[] {
    const { plan } = this.#deployed;
    const { node } = deploymentNames(plan.name);
    return nodesWith(plan.nodes, role).map(({ name }) => this.host(node(name)));
  }

  private inputNow(): Deployed['input'] {
    return { ...this.#deployed.input, clients: policyPeers('clients', this.#clients) };
  }
}

function asOutput(text: string | undefined): pulumi.Output<string> | undefined {
  return text === undefined ? undefined : pulumi.output(unmarked(text));
}

/** A policy of the deployment that lets clients in, for these clients; nothing for any other object. */
function clientPolicy({ id, object }: NamedObject, client: string): NamedObject[] {
  return !/^(Sentinel)?ClientsNetworkPolicy$/.test(id) ? []
    : [{ id: `${id}-${client}`, object: { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-${client}` } } }];
}
