import { InvalidInput, type BalanceWindow } from '../../lib/model';

const SECONDS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
const BYTES: Record<string, number> = {
  B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12,
};

/** `5s`, `500ms`, `1m`, `2h`, `1d` in seconds. @throws InvalidInput when it is no duration */
export function seconds(field: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  if (!match) {
    // A zero needs no unit, and deserves the answer that explains why it cannot be had.
    if (/^0+$/.test(text.trim())) {
      return 0;
    }
    throw new InvalidInput(field, `got "${text}"`, 'give a duration with a unit, for example 5s, 500ms or 1m');
  }
  return Math.round(Number(match[1]) * SECONDS[match[2]!]! * 1e6) / 1e6;
}

/** `2GiB`, `512MiB`, `1GB` in bytes. @throws InvalidInput when it is no size */
export function bytes(field: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]iB|[kMGT]B|B)$/.exec(text.trim());
  if (!match) {
    throw new InvalidInput(field, `got "${text}"`, 'give a size with a unit, for example 2GiB or 512MiB');
  }
  return Math.round(Number(match[1]) * BYTES[match[2]!]!);
}

/** A whole number, written as one. @throws InvalidInput when it is none */
export function whole(field: string, text: string): number {
  if (!/^\d{1,15}$/.test(text.trim())) {
    throw new InvalidInput(field, `got "${text}"`, 'give a whole number');
  }
  return Number(text);
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** `03:00/60m` or `sun 03:00/2h`, in UTC. @throws InvalidInput when it is no such window */
export function balanceWindow(field: string, text: string): BalanceWindow {
  const match = /^(?:(sun|mon|tue|wed|thu|fri|sat) )?(\d\d:\d\d)\/(.+)$/.exec(text.trim().toLowerCase());
  if (!match) {
    throw new InvalidInput(field, `got "${text}"`, 'give a time in UTC and how long, for example "03:00/60m" or "sun 03:00/2h"');
  }
  const [, day, startUtc, length] = match;
  return { ...(day === undefined ? {} : { day: DAYS.indexOf(day) }), startUtc: startUtc!, minutes: seconds(field, length!) / 60 };
}

/** One of some words. @throws InvalidInput that lists them */
export function oneOf<T extends string>(field: string, value: string, allowed: T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) {
    throw new InvalidInput(field, `got "${value}"`, `use one of ${allowed.join(', ')}`);
  }
  return found;
}

/** `key=value`: seconds with a unit or without, bytes likewise, the rest as it is. */
export function override(text: string): [string, number | string] {
  const equals = text.indexOf('=');
  if (equals < 1 || equals === text.length - 1) {
    throw new InvalidInput('--override', `got "${text}"`, 'give key=value, for example downAfterSeconds=2s');
  }
  const key = text.slice(0, equals);
  const value = text.slice(equals + 1);
  if (/^-?\d+(\.\d+)?$/.test(value)) {
    return [key, Number(value)];
  }
  if (key.endsWith('Seconds')) {
    return [key, seconds(`overrides.${key}`, value)];
  }
  return [key, key.endsWith('Bytes') ? bytes(`overrides.${key}`, value) : value];
}
