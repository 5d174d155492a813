import type * as pulumi from '@pulumi/pulumi';
import type { KubernetesObject, NamedObject, RolloutTime } from '../../../lib/manifests';
import { keptBy, type Keeping } from '../shared';

/** What is known of a deployment besides its objects. */
export interface ObjectPolicy {
  readonly keeping: Keeping;
  /** How long pods take; absent: nobody waits for them. */
  readonly rollout?: RolloutTime | undefined;
  /** How long Jobs take in seconds. @default - as the provider waits: 10 minutes */
  readonly jobSeconds?: number | undefined;
}

/** Annotation by which Pulumi leaves a resource alone once the API server has it. */
export const SKIP_AWAIT = 'pulumi.com/skipAwait';

/** Annotation of what tools must never prune: the same that tells GitOps tools. */
const NEVER_PRUNED = 'kustomize.toolkit.fluxcd.io/prune';

/** What stands for data: whoever deletes it, or has it replaced, has to say so first. */
const DATA = ['StatefulSet', 'ExternalSecret'];

/** Fields that agents write, and no manifest has. After a refresh they are in the state, and must not be taken away again. */
const WRITTEN_BY_AGENTS: Record<string, string[]> = { State: ['data', 'binaryData'], Turn: ['spec'] };

/** Whether it is known to be the ConfigMap outside the volumes, which the data cannot be found again without. */
const isMarker = (id: string): boolean => id === 'State';

/**
 * Options of an object's resource. Names of objects are given, so Pulumi names nothing, and its provider deletes before it
 * replaces exactly where a name stays: nothing is said of that here.
 */
export function optionsOf(
  { id, object }: NamedObject, { keeping, rollout, jobSeconds }: ObjectPolicy,
): pulumi.CustomResourceOptions {
  const { protect, retainOnDelete } = keptBy(keeping);
  const holdsData = DATA.includes(object.kind) || isMarker(id);
  return {
    ...(holdsData ? { protect } : {}),
    ...(object.metadata.annotations?.[NEVER_PRUNED] === undefined ? {} : { retainOnDelete }),
    ...(WRITTEN_BY_AGENTS[id] ? { ignoreChanges: WRITTEN_BY_AGENTS[id] } : {}),
    ...timeouts(object, rollout, jobSeconds),
  };
}

function timeouts(
  { kind }: KubernetesObject, rollout: RolloutTime | undefined, jobSeconds: number | undefined,
): pulumi.CustomResourceOptions {
  if (kind === 'StatefulSet' && rollout) {
    return { customTimeouts: { create: `${rollout.startSeconds}s`, update: `${rollout.rollSeconds}s` } };
  }
  return kind === 'Job' && jobSeconds !== undefined ? { customTimeouts: { create: `${jobSeconds}s` } } : {};
}

/**
 * The object as Pulumi is told of it, with an annotation where it must not wait:
 * - Services, for which it would wait for endpoints: nodes need their Services before they start, and `cache-primary` has none
 *   in the middle of a failover.
 * - StatefulSets that nobody rolls (`OnDelete`), or whose nodes wait for another cluster. For others it waits, so that
 *   `pulumi up` ends when the deployment serves, and a rollout that hangs is an update that failed: all their pods start at once.
 */
export function withoutWaiting(object: KubernetesObject, waitsForPods: boolean): KubernetesObject {
  const skips = object.kind === 'Service' || (object.kind === 'StatefulSet' && !waitsForPods);
  return !skips ? object
    : { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [SKIP_AWAIT]: 'true' } } };
}
