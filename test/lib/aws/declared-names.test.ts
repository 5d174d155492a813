import { inDeclaredNames } from '../../../lib/aws';

test.each([
  ['name: got "X"', 'deploymentName: got "X"'],
  ['topology.replicas: got 0; use Topology.sentinel()', 'replicas: got 0; use RedisSentinel'],
  ['overrides.downAfterSeconds is below nodeMemoryBytes', 'overrides.downAfter is below nodeMemory'],
  ['failureDomains: got 1', 'subnetIds: got 1'],
  ['transport: plaintext', 'tls: plaintext'],
])('%s', (message, said) => {
  expect(inDeclaredNames(message, 'subnetIds')).toBe(said);
});
