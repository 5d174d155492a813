import { childName } from '../../../../constructs/pulumi/shared';

test.each([
  ['NodeStatefulSet', 'cache-node-stateful-set'], ['Node1Service', 'cache-node1-service'], ['CACertificate', 'cache-ca-certificate'],
  ['a b/c', 'cache-a-b-c'],
])('%s below cache is %s', (id, name) => {
  expect(childName('cache', id)).toBe(name);
});
