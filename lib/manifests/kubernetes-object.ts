/** A Kubernetes object as plain data. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** What every object of a deployment has in common: where it is, whose it is, what its author wants on all of them. */
export interface ObjectContext {
  /** Of the deployment, by its name. */
  readonly plan: { readonly name: string };
  readonly namespace?: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

/** An object and what it is called among those of its deployment: the id of the construct or resource that wraps it. */
export interface NamedObject {
  /** For example `Node1Service`. Stable: it never depends on content. */
  readonly id: string;
  readonly object: KubernetesObject;
}
