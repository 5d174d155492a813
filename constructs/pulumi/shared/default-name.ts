/** Leaves room for what the names of objects add to it. */
const LONGEST = 38;

/**
 * Name of a deployment whose component says none: from the component's own, so that it is the same in every preview and update.
 * It begins with a letter and has lower-case letters, digits and dashes.
 */
export function defaultDeploymentName(component: string): string {
  const name = component.toLowerCase().replace(/[^a-z0-9-]/g, '-').slice(0, LONGEST).replace(/^-+|-+$/g, '');
  return /^[a-z]/.test(name) ? name : `r-${name}`;
}
