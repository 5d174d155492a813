import { InvalidInput } from '../../../lib/model';
import { requirePlain } from './plain-value';

/** A span of time with its unit, `ms`, `s`, `m`, `h` or `d`: `'500ms'`, `'5s'`, `'15m'`, `'24h'`, as on the command line. */
export type Duration = string;

const SECONDS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * Seconds of a duration, fractions included.
 *
 * @param field as the user typed it
 * @throws InvalidInput for something else than a duration, an output among it
 */
export function secondsOf(field: string, duration: Duration): number {
  requirePlain(field, duration);
  const text = typeof duration === 'string' ? duration.trim() : '';
  // A zero needs no unit, and deserves the answer that explains why it cannot be had.
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(/^0+$/.test(text) ? '0s' : text) ?? [];
  if (count === undefined) {
    throw new InvalidInput(field, `got ${JSON.stringify(duration)}`, 'give a duration with a unit, for example \'5s\', \'500ms\' or \'15m\'');
  }
  return Math.round(Number(count) * SECONDS[unit!]! * 1e6) / 1e6;
}
