/** `node-1` is `Node1`: from a name of the plan, which is for life, never from a position. */
export function constructId(name: string): string {
  return name.split('-').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}
