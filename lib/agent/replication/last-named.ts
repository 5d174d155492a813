import { intact } from '../data-set';
import type { PeerState } from '../situation';

/** The highest epoch anybody knows, and who was primary in it where that is known. */
export interface LastNamed {
  readonly epoch: number;
  readonly primary?: string;
}

/**
 * What agents know without the store: role markers they have heard of, and the epochs of the data they hold.
 *
 * @returns undefined when none knows anything: nobody has been primary yet, as far as they say
 */
export function lastNamed(states: Record<string, PeerState>): LastNamed | undefined {
  const known = Object.entries(states).flatMap(([name, { role, memory }]): LastNamed[] => [
    ...(role ? [{ epoch: role.marker.epoch, primary: role.marker.primary }] : []),
    ...(memory?.state === 'initialised' ? [{ epoch: memory.epoch, ...(memory.role === 'primary' ? { primary: name } : {}) }] : []),
  ]);
  return known.sort((a, b) => b.epoch - a.epoch || Number(b.primary !== undefined) - Number(a.primary !== undefined))[0];
}

/**
 * Whom to take for the primary that is to be replaced. Where nobody knows, one that does not answer: it may be the one,
 * and is waited for as such; else one that holds nothing.
 *
 * @param names the data nodes of the plan
 */
export function lastPrimary(names: string[], states: Record<string, PeerState>): string | undefined {
  const last = lastNamed(states);
  return last && (last.primary ?? names.find((name) => states[name] === undefined)
    ?? names.find((name) => !intact(states[name]?.memory, states[name]?.redis)) ?? names[0]);
}
