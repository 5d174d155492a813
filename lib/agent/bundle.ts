import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Path of the bundled agent: one file, run by the platform's Node.js.
 *
 * @throws Error in a checkout in which it has not been built
 */
export function agentBundle(): string {
  // lib/agent of a checkout, or dist/lib/agent of the package.
  const candidates = [join(__dirname, '../../dist/agent/redis-ha-agent.js'), join(__dirname, '../../agent/redis-ha-agent.js')];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (!found) {
    throw new Error('the agent bundle has not been built: run `npm run agent`');
  }
  return found;
}
