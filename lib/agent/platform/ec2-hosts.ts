import { Resolver } from 'node:dns/promises';
import type { Ec2Pointer } from '../../config';

/** IPv4 addresses of a name. Rejects when there are none. */
export type ResolveName = (name: string) => Promise<string[]>;

/** An answer comes from the VPC's own resolver, within milliseconds; the caretaker has other things to do. */
const PATIENCE_MS = 2000;

const askVpc: ResolveName = (name) => new Resolver({ timeout: PATIENCE_MS, tries: 1 }).resolve4(name);

/**
 * A pointer with the addresses of the other region's nodes. The stack of a region names the other one's nodes and holds no
 * address of them, so that it can be deployed while that region is lost; who reads it asks. What was known stands in for a
 * name that has no answer now, and the name itself where there has never been one: before the regions are linked.
 *
 * @param known addresses of the pointer that was applied last
 */
export async function withHosts(
  pointer: Ec2Pointer, known: Record<string, string>, resolve: ResolveName = askVpc,
): Promise<Ec2Pointer> {
  const found = await Promise.all(Object.entries(pointer.hosts ?? {}).map(async ([node, name]) => {
    const addresses = await resolve(name).catch((): string[] => []);
    const former = known[node];
    return [node, former !== undefined && addresses.includes(former) ? former : addresses[0] ?? former ?? name] as const;
  }));
  if (found.length === 0) {
    return pointer;
  }
  const addresses = { ...pointer.bindings.addresses, ...Object.fromEntries(found) };
  return { ...pointer, bindings: { ...pointer.bindings, addresses } };
}
