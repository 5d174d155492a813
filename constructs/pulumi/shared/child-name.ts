/**
 * Name of a child: the component's and the id that the same child has below the CDK's or cdk8s' construct, in lower-case words
 * with dashes: `cache` and `NodeStatefulSet` make `cache-node-stateful-set`. No position in a list is in it, so that adding a
 * node renames nothing.
 */
export function childName(component: string, id: string): string {
  return `${component}-${kebab(id)}`;
}

function kebab(id: string): string {
  return id
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
