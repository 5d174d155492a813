import type { Address, DrillTarget } from '../target';

/**
 * Where clients go instead of the address that Sentinels or a Cluster tell, by `host:port`; undefined where they go there.
 * ioredis calls it `natMap`, node-redis `nodeAddressMap`.
 */
export function otherPort(
  { announcedPort, redisPort: port }: DrillTarget,
): ((address: string) => Address | undefined) | undefined {
  if (announcedPort === undefined) {
    return undefined;
  }
  return (address) => {
    const [, host, told] = /^(.*):(\d+)$/.exec(address) ?? [];
    return host !== undefined && Number(told) === announcedPort ? { host, port } : undefined;
  };
}
