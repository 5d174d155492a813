import { instanceMemoryBytes } from '../../../lib/aws';

test.each([
  ['r7g.large', 16], ['m7g.medium', 4], ['c7gn.4xlarge', 32], ['t4g.small', 2], ['m7i-flex.large', 8], ['r8g.48xlarge', 1536],
])('%s has %d GiB', (type, gib) => {
  expect(instanceMemoryBytes(type) / 1024 ** 3).toBe(gib);
});

test.each(['x2gd.large', 'r7g.metal', 'nonsense', 'u-6tb1.112xlarge'])('%s is asked for', (type) => {
  expect(() => instanceMemoryBytes(type)).toThrow(/nodeMemory: not given/);
});
