import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The agent as one file, built with the library: a user's synth needs neither
 * esbuild nor Docker.
 *
 * @throws Error in a checkout where it has not been built
 */
export function agentBundle(): string {
  return bundle('redis-ha-agent.js', 'agent');
}

/**
 * The program that seeds a node with a backup, likewise.
 *
 * @throws Error in a checkout where it has not been built
 */
export function seedBundle(): string {
  return bundle('redis-ha-seed.js', 'seed');
}

function bundle(file: string, what: string): string {
  const places = [
    join(__dirname, '..', '..', 'agent', file), // in the published package: dist/constructs/aws
    join(__dirname, '..', '..', 'dist', 'agent', file), // in the checkout
  ];
  const found = places.find((place) => existsSync(place));
  if (!found) {
    throw new Error(`the ${what} is not built: none of ${places.join(', ')} exists; run \`npm run agent\``);
  }
  return found;
}
