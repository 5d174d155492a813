import type { RoleMarker } from '../platform/platform';
import type { PeerState } from '../situation';

/** A peer's answer and when it was asked for, in milliseconds since the epoch. */
export interface Heard {
  readonly state: PeerState;
  readonly askedAt: number;
}

/** What the store said last: the epoch that stood there, 0 for none, and when it was asked. */
export interface Reading {
  readonly epoch: number;
  readonly askedAt: number;
}

/**
 * When it was last certain that nobody stood above this role marker; undefined for never. Three things say so, and each
 * dates from the moment it was asked for (rule R7):
 *
 * - the store itself, asked by this agent;
 * - the store, asked by a peer that tells so;
 * - every other agent, when none knows a higher epoch: whoever has taken over is one of them. Some of them are not enough,
 *   since those may be cut off together with this one.
 */
export function confirmedAt(
  known: RoleMarker, own: Reading | undefined, heard: Record<string, Heard>, others: string[],
): number | undefined {
  const times: number[] = [];
  if (own?.epoch === known.epoch) {
    times.push(own.askedAt);
  }
  for (const { state, askedAt } of Object.values(heard)) {
    if (state.role?.marker.epoch === known.epoch && state.role.readMsAgo !== undefined) {
      times.push(askedAt - state.role.readMsAgo);
    }
  }
  const answers = others.map((name) => heard[name]);
  if (others.length > 0 && answers.every((answer) => answer !== undefined && epochOf(answer.state) <= known.epoch)) {
    times.push(Math.min(...answers.map((answer) => answer!.askedAt)));
  }
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The highest epoch an agent has heard of. */
function epochOf({ role, memory }: PeerState): number {
  return Math.max(role?.marker.epoch ?? 0, memory?.epoch ?? 0);
}
