import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { NamedObject } from '../../lib/manifests';

/** Makes objects children of a construct, by their ids. */
export function addObjects(scope: Construct, objects: NamedObject[]): void {
  for (const { id, object } of objects) {
    new ApiObject(scope, id, { ...object, metadata: { ...object.metadata } });
  }
}

/** The chart's namespace, as a member of what objects are made from. */
export function namespaceOf(scope: Construct): { namespace?: string } {
  const { namespace } = Chart.of(scope);
  return namespace === undefined ? {} : { namespace };
}
