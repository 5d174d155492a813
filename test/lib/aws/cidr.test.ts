import { overlap } from '../../../lib/aws';

test.each([
  ['10.0.0.0/16', '10.0.0.0/16', true],
  ['10.0.0.0/16', '10.0.128.0/20', true],
  ['10.0.255.0/24', '10.0.0.0/16', true],
  ['10.0.0.0/16', '10.1.0.0/16', false],
  ['10.0.0.5/16', '10.0.9.0/24', true],
  ['192.168.0.0/17', '192.168.128.0/17', false],
  ['0.0.0.0/0', '255.255.255.255/32', true],
])('%s and %s: %s', (one, other, expected) => {
  expect(overlap(one, other)).toBe(expected);
});

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.256/16', 'vpc'])('"%s" is no block', (cidr) => {
  expect(() => overlap(cidr, '10.0.0.0/16')).toThrow(`got "${cidr}"; use an IPv4 block such as 10.0.0.0/16`);
});
