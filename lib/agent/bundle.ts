import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Path of the bundled agent: one file, run by the platform's Node.js.
 *
 * @throws Error in a checkout in which it has not been built
 */
export function agentBundle(): string {
  return bundle('redis-ha-agent.js', 'agent');
}

/**
 * Path of the bundled program that seeds a node with a backup before its first start.
 *
 * @throws Error in a checkout in which it has not been built
 */
export function seedBundle(): string {
  return bundle('redis-ha-seed.js', 'seed');
}

function bundle(file: string, what: string): string {
  // lib/agent of a checkout, or dist/lib/agent of the package.
  const candidates = [join(__dirname, '../../dist/agent', file), join(__dirname, '../../agent', file)];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (!found) {
    throw new Error(`the ${what} bundle has not been built: run \`npm run agent\``);
  }
  return found;
}
