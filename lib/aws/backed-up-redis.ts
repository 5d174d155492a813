import { InvalidInput, requireWhole } from '../model';

/** The name of a Redis that this library did not make: the folder of its backups. @throws InvalidInput */
export function checkBackedUpName(name: string): void {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) {
    throw new InvalidInput('source.deploymentName', `got "${name}"`, 'use lower-case letters, digits and dashes, at most 63');
  }
}

/** @throws InvalidInput unless somebody can be reached, through a security group of theirs, and shards are a number of them */
export function checkBackedUpRedis(
  redis: { readonly nodes: unknown[]; readonly securityGroups: unknown[]; readonly shards: number },
): void {
  if (redis.nodes.length === 0) {
    throw new InvalidInput('source.nodes', 'is empty', 'name at least one server');
  }
  if (redis.securityGroups.length === 0) {
    throw new InvalidInput('source.securityGroups', 'is empty', 'name those of the servers, or nothing lets the function in');
  }
  requireWhole('source.shards', redis.shards, 1, 1000);
}

/** @throws InvalidInput for what is no port */
export function checkBackedUpPort(index: number, port: number): number {
  return requireWhole(`source.nodes[${index}].port`, port, 1, 65_535);
}
