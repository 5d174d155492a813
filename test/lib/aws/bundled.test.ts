import { existsSync } from 'node:fs';
import { bundled } from '../../../lib/aws';

test('what is built is found, what is not says what builds it', () => {
  expect(existsSync(bundled('the agent', 'agent/redis-ha-agent.js', 'npm run agent'))).toBe(true);
  expect(() => bundled('the thing', 'agent/nothing.js', 'npm run thing')).toThrow(/^the thing is not built: .*run `npm run thing`$/);
});
