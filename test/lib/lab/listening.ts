import { readFileSync } from 'node:fs';

/** Ports on which somebody on this machine accepts connections at that address, in order. */
export function listening(host: string): number[] {
  const address = host.split('.').reverse().map((part) => Number(part).toString(16).padStart(2, '0').toUpperCase()).join('');
  return readFileSync('/proc/net/tcp', 'utf8').split('\n').map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === '0A' && local!.startsWith(`${address}:`))
    .map(([, local]) => parseInt(local!.split(':')[1]!, 16)).sort((x, y) => x - y);
}
