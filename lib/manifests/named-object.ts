import type { KubernetesObject, NamedObject, ObjectContext } from './kubernetes-object';
import { objectLabels } from './labels';

/** What an object is, apart from what every object of a deployment has. */
export interface ObjectParts {
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly labels?: Record<string, string>;
  /** Explanations and instructions to tools; the user's own come first. */
  readonly annotations?: Record<string, string>;
  /** Of the whole cluster, so without a namespace. */
  readonly clusterScoped?: boolean;
  /** `spec`, `data` and whatever else the kind has. */
  readonly body: Record<string, unknown>;
}

export function namedObject(input: ObjectContext, parts: ObjectParts): NamedObject {
  const annotations = { ...input.annotations, ...parts.annotations };
  const object: KubernetesObject = {
    apiVersion: parts.apiVersion,
    kind: parts.kind,
    metadata: {
      name: parts.name,
      ...(input.namespace === undefined || parts.clusterScoped ? {} : { namespace: input.namespace }),
      labels: { ...objectLabels(input), ...parts.labels },
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    },
    ...parts.body,
  };
  // A copy without shared parts, which some writers of YAML would write as references.
  return { id: parts.id, object: JSON.parse(JSON.stringify(object)) as KubernetesObject };
}

/** Key of an annotation that explains what a policy checker or a reader would ask about. */
export function why(what: string): string {
  return `redis-ha-constructs/why-${what}`;
}
