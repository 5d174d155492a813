import { bundled } from '../../lib/aws';

/**
 * The agent as one file, built with the library: a user's synth needs neither
 * esbuild nor Docker.
 *
 * @throws Error in a checkout where it has not been built
 */
export function agentBundle(): string {
  return bundled('the agent', 'agent/redis-ha-agent.js', 'npm run agent');
}

/**
 * The program that seeds a node with a backup, likewise.
 *
 * @throws Error in a checkout where it has not been built
 */
export function seedBundle(): string {
  return bundled('the seed', 'agent/redis-ha-seed.js', 'npm run agent');
}
