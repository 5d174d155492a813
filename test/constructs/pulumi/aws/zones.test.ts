import { requireOwnZones } from '../../../../constructs/pulumi/aws/zones';

test('each subnet in a zone of its own', () => {
  expect(requireOwnZones('cache', ['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  expect(() => requireOwnZones('cache', ['a', 'b', 'a'])).toThrow('cache: subnetIds: two are in a; give one for each zone');
});
