import { InvalidInput } from '../../../lib/model';
import { requirePlain } from './plain-value';

/** Bytes with their unit, from `B` over `KiB` to `TiB` (or `kB` to `TB`): `'2GiB'`, `'512MiB'`, as on the command line. */
export type Size = string;

const BYTES: Record<string, number> = {
  B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12,
};

/**
 * Bytes of a size.
 *
 * @param field as the user typed it
 * @throws InvalidInput for something else than a size, an output among it
 */
export function bytesOf(field: string, size: Size): number {
  requirePlain(field, size);
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*([KMGT]iB|[kMGT]B|B)$/.exec(typeof size === 'string' ? size.trim() : '') ?? [];
  if (count === undefined) {
    throw new InvalidInput(field, `got ${JSON.stringify(size)}`, 'give a size with a unit, for example \'2GiB\' or \'512MiB\'');
  }
  return Math.round(Number(count) * BYTES[unit!]!);
}
