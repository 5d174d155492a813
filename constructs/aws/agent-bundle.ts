import { bundled } from './bundle';

/** The agent as one file. @throws Error in a checkout where it has not been built */
export function agentBundle(): string {
  return bundled('the agent', 'agent/redis-ha-agent.js', 'npm run agent');
}
