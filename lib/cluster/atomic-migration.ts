import { parsePairs, type RedisLink } from '../redis';
import type { SlotMove } from './moves';
import { asRanges } from './slot-ranges';

const LOOK_MS = 200;

/**
 * Valkey 9 moves whole stretches of slots itself, atomically, and survives failovers meanwhile. UNTESTED here: no such
 * engine is installed where this library is built.
 *
 * @see https://valkey.io/commands/cluster-migrateslots/, and https://valkey.io/commands/cluster-getslotmigrations/ for the states
 */
export async function migrateAtomically(from: RedisLink, toId: string, moves: SlotMove[], deadline: number): Promise<void> {
  const slots = moves.map(({ slot }) => slot).sort((a, b) => a - b);
  const ranges = asRanges(slots).flatMap(({ from: first, to: last }) => [first, last]);
  await from.call('CLUSTER', 'MIGRATESLOTS', 'SLOTSRANGE', ...ranges, 'NODE', toId);
  while (Date.now() < deadline) {
    const jobs = ((await from.call('CLUSTER', 'GETSLOTMIGRATIONS')) as unknown[]).map(parsePairs);
    const [latest] = jobs.filter((job) => job.target_node === toId);
    if (latest?.state === 'success') {
      return;
    }
    if (latest?.state === 'failed' || latest?.state === 'cancelled') {
      throw new Error(`the engine gave up moving slots to ${toId}: ${latest.message || latest.state}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error(`slots were not moved to ${toId} in time`);
}
