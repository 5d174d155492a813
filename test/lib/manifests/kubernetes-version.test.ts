import { minorOf } from '../../../lib/manifests/kubernetes-version';

test.each([['1.30', 30], ['v1.36.2', 36], ['1.31.7-eks-473151a', 31], ['1.32.1+k3s1', 32], [undefined, 33]])('%s', (version, minor) => {
  expect(minorOf(version)).toBe(minor);
});

test.each(['', '1', '2.30', '1.x', 'latest'])('%j is no version', (version) => {
  expect(() => minorOf(version)).toThrow(/^kubernetesVersion: got .*; give a version such as "1\.33"/);
});
