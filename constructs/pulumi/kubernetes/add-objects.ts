import type * as pulumi from '@pulumi/pulumi';
import type { NamedObject } from '../../../lib/manifests';
import { childName } from '../shared';
import { unmarkedObjects } from './deferred';
import { optionsOf, withoutWaiting, type ObjectPolicy } from './object-options';
import { resourceOf } from './resource-of';

/**
 * A resource for each object, below its component. Jobs come after all they need, and StatefulSets after those: Pulumi waits for
 * a Job to end, so a Secret that one makes is there before a pod asks for it, and its failure is that of the update.
 */
export function addObjects(component: string, parent: pulumi.Resource, objects: NamedObject[], policy: ObjectPolicy): void {
  const rendered = new Map(unmarkedObjects(
    objects.map(({ id, object }) => ({ id, object: withoutWaiting(object, policy.rollout !== undefined) })),
  ).map(({ id, object }) => [id, object]));
  const made: pulumi.Resource[] = [];
  for (const stage of [isFirst, isJob, isStatefulSet]) {
    const dependsOn = [...made];
    for (const named of objects.filter(stage)) {
      made.push(resourceOf(childName(component, named.id), rendered.get(named.id)!, {
        parent, ...(dependsOn.length > 0 ? { dependsOn } : {}), ...optionsOf(named, policy),
      }));
    }
  }
}

/** Name of the only object of that kind, as it will be. */
export function nameOfKind(objects: NamedObject[], kind: string): pulumi.Input<string> {
  const { metadata } = unmarkedObjects(objects).find(({ object }) => object.kind === kind)!.object;
  return (metadata as { readonly name: pulumi.Input<string> }).name;
}

function isFirst(named: NamedObject): boolean {
  return !isJob(named) && !isStatefulSet(named);
}

function isJob({ object }: NamedObject): boolean {
  return object.kind === 'Job';
}

function isStatefulSet({ object }: NamedObject): boolean {
  return object.kind === 'StatefulSet';
}
