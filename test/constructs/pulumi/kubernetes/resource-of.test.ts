import { resourceOf } from '../../../../constructs/pulumi/kubernetes/resource-of';
import { recorded } from '../recorded';

const typeOf = async (apiVersion: string, kind: string): Promise<string> => (
  (await recorded(() => { resourceOf('it', { apiVersion, kind, metadata: { name: 'it' }, spec: {} }, {}); })).named('it').type
);

test.each([
  ['v1', 'ConfigMap', 'kubernetes:core/v1:ConfigMap'],
  ['apps/v1', 'StatefulSet', 'kubernetes:apps/v1:StatefulSet'],
  ['coordination.k8s.io/v1', 'Lease', 'kubernetes:coordination.k8s.io/v1:Lease'],
  ['cert-manager.io/v1', 'Certificate', 'kubernetes:cert-manager.io/v1:Certificate'],
  ['external-secrets.io/v1', 'ExternalSecret', 'kubernetes:external-secrets.io/v1:ExternalSecret'],
])('%s/%s is %s', async (apiVersion, kind, type) => {
  expect(await typeOf(apiVersion, kind)).toBe(type);
});

test('a kind that nobody has thought of is an error, not an object without a type', () => {
  expect(() => resourceOf('it', { apiVersion: 'v1', kind: 'Secret' }, {})).toThrow('no resource is known for v1/Secret');
});
