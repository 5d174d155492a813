import { InvalidInput } from '../model';

/** First and last address of a block, as numbers. */
type Span = readonly [first: number, last: number];

/**
 * Whether two IPv4 blocks have an address in common. No route can lead to one that is here, too.
 *
 * @throws InvalidInput for what is no block, for example `10.0.0.0/33`
 */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [spanOf(one), spanOf(other)];
  return a[0] <= b[1] && b[0] <= a[1];
}

function spanOf(cidr: string): Span {
  const [, address, bits] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(cidr) ?? [];
  const octets = address?.split('.').map(Number) ?? [];
  if (octets.length !== 4 || octets.some((octet) => octet > 255) || Number(bits) > 32) {
    throw new InvalidInput('cidr', `got "${cidr}"`, 'use an IPv4 block such as 10.0.0.0/16');
  }
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(octets.reduce((sum, octet) => sum * 256 + octet, 0) / size) * size;
  return [first, first + size - 1];
}
