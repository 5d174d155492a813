import { ApiObject, JsonPatch, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { deploymentManifests, type DeploymentInput, type KubernetesObject, type PolicyPeer } from '../../lib/manifests';

/**
 * The objects of a deployment as children of the user's construct, by their ids. What they hold is rendered when it is asked
 * for, so that clients may be added until then.
 */
export class DeploymentObjects {
  #input: DeploymentInput;
  #rendered?: Map<string, KubernetesObject>;

  constructor(scope: Construct, input: DeploymentInput) {
    this.#input = input;
    for (const [id, { apiVersion, kind, metadata, ...fields }] of this.rendered) {
      const lazy = this.lazily(id, Object.keys(fields));
      const wrapped = new ApiObject(scope, id, { apiVersion, kind, metadata: { ...metadata }, ...lazy });
      if (metadata.namespace === undefined && input.namespace !== undefined) {
        // cdk8s gives the chart's to every object, also to those that belong to the whole cluster.
        wrapped.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
      }
    }
  }

  public get input(): DeploymentInput {
    return this.#input;
  }

  public addClients(peers: PolicyPeer[]): void {
    this.#input = { ...this.#input, clients: [...this.#input.clients, ...peers] };
    this.#rendered = undefined;
  }

  private get rendered(): Map<string, KubernetesObject> {
    this.#rendered ??= new Map(deploymentManifests(this.#input).map(({ id, object }) => [id, object]));
    return this.#rendered;
  }

  private lazily(id: string, fields: string[]): Record<string, unknown> {
    return Object.fromEntries(fields.map((field): [string, unknown] =>
      [field, Lazy.any({ produce: () => this.rendered.get(id)![field] })]));
  }
}
