import { MIB } from '../plan/memory';

const UNITS = ['Mi', 'Gi', 'Ti', 'Pi'];

/**
 * Bytes as the API server would write them, so that no tool sees a difference: whole MiB in the largest unit that divides them.
 *
 * @param round what becomes of a fraction of 1 MiB
 */
export function bytesQuantity(bytes: number, round: 'up' | 'down'): string {
  let value = round === 'up' ? Math.ceil(bytes / MIB) : Math.floor(bytes / MIB);
  let unit = 0;
  while (value >= 1024 && value % 1024 === 0 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value}${UNITS[unit]}`;
}

/** Millicores as the API server would write them. */
export function cpuQuantity(millicores: number): string {
  return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;
}
