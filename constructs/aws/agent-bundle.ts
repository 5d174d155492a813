import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The agent as one file, built with the library: a user's synth needs neither
 * esbuild nor Docker.
 *
 * @throws Error in a checkout where it has not been built
 */
export function agentBundle(): string {
  const places = [
    join(__dirname, '..', '..', 'agent', 'redis-ha-agent.js'), // in the published package: dist/constructs/aws
    join(__dirname, '..', '..', 'dist', 'agent', 'redis-ha-agent.js'), // in the checkout
  ];
  const found = places.find((place) => existsSync(place));
  if (!found) {
    throw new Error(`the agent is not built: none of ${places.join(', ')} exists; run \`npm run agent\``);
  }
  return found;
}
