import { refuseUncopiedCertificates, requireNodesElsewhere, requireReplicaZones } from '../../../lib/aws';

test('fewer zones than the plan has there are refused, more are not', () => {
  expect(() => requireReplicaZones(4, 3, 'subnetIds')).not.toThrow();
  expect(() => requireReplicaZones(2, 3, 'subnetIds'))
    .toThrow(/^subnetIds: got 2 availability zones, replicaRegion\.zones is 3; .* or declare replicaRegion\.zones: 2$/);
});

test('only a deployment that declares nodes elsewhere has a region to be made', () => {
  expect(() => requireNodesElsewhere({ path: 'cache', hasNodes: true })).not.toThrow();
  expect(() => requireNodesElsewhere({ path: 'cache', hasNodes: false })).toThrow(/^home: cache declares backup-restore, .*`restoreFrom`/);
  expect(() => requireNodesElsewhere({ path: 'cache' })).toThrow(/^home: cache declares no other region/);
});

test('certificates that nobody copies are refused with what to do', () => {
  expect(refuseUncopiedCertificates).toThrow(/^certificateSecret: .*; give the secret in this region/);
});
