import { InvalidInput } from '../../model';

/** What drills use of the package `redis`, which is only there where somebody installed it. */
export type NodeRedis = typeof import('redis');

/**
 * Loads node-redis when a drill asks for it.
 *
 * @throws InvalidInput when it is not installed
 */
export async function loadNodeRedis(): Promise<NodeRedis> {
  try {
    return await import('redis');
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND' && (failure as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') {
      throw failure;
    }
    throw new InvalidInput('--client', 'node-redis is not installed here', 'run `npm i redis`, or use --client ioredis');
  }
}
