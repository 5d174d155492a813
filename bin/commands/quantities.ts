const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `1.5 GiB`. */
export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 2 ** (10 * power);
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

/** How long ago, in the largest unit that fits: `3 d`, `5 h`, `12 min`, `40 s`. */
export function ageText(since: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(since)) / 1000));
  return seconds >= 172_800 ? `${Math.floor(seconds / 86_400)} d`
    : seconds >= 7200 ? `${Math.floor(seconds / 3600)} h`
      : seconds >= 120 ? `${Math.floor(seconds / 60)} min` : `${seconds} s`;
}

/** `1,234,567`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}
