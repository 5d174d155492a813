import { instanceArchitecture } from '../../../lib/aws';

test.each([
  ['r7g.large', 'arm64'], ['m6gd.xlarge', 'arm64'], ['c7gn.large', 'arm64'], ['t4g.small', 'arm64'], ['im4gn.large', 'arm64'], ['a1.large', 'arm64'],
  ['r7i.large', 'amd64'], ['g4dn.xlarge', 'amd64'], ['r6a.large', 'amd64'], ['t3.micro', 'amd64'], ['m7i-flex.large', 'amd64'],
])('%s is %s', (type, architecture) => {
  expect(instanceArchitecture(type)).toBe(architecture);
});
