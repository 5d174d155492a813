import type { Desired } from '../desired';
import type { Memory } from '../memory';
import type { Situation } from '../situation';

/** One failover at once in this time and shard: a query of death must not walk through its nodes (rule R6). */
export const REPLACE_PERIOD_MS = 600_000;
/** A death noticed longer ago than this is the engine's. */
const FRESH_DEATH_MS = 2000;

/**
 * The Redis beside this agent is gone or silent. Who died as primary has abdicated before anybody is asked to replace
 * it; who hangs as one is killed first, since it might wake and acknowledge what nobody will keep (rules R3, R6, R7).
 */
export function decideSilent(situation: Situation, memory: Memory): Desired {
  const { died, unresponsive, now, settings, view, node } = situation;
  if (memory.role !== 'primary') {
    return { phase: 'waiting', reason: 'Redis does not answer' };
  }
  const abdicate = memory.abdicating ? {} : { remember: { ...memory, abdicating: true } };
  const replaced = view.majority !== undefined && view.majority.node !== node && view.majority.epoch > memory.epoch;
  if (died) {
    // Once another one leads, its replicas are nobody's to promote.
    const ask = !replaced && now - died.at < FRESH_DEATH_MS && mayReplace(situation);
    return { phase: 'waiting', reason: 'its Redis has died as a primary', ...abdicate, ...(ask ? { replaceDead: true } : {}) };
  }
  if (unresponsive && (replaced || now - unresponsive.since >= settings.nodeTimeoutSeconds * 1000)) {
    const reason = replaced ? 'hanging as a primary that was replaced' : 'hanging for longer than the node timeout';
    return { phase: 'waiting', reason, killRedis: true, ...abdicate };
  }
  return { phase: 'waiting', reason: 'Redis does not answer' };
}

/** Not in a pause: replacing it now is for speed, and the engine replaces it anyway. */
function mayReplace({ peers, dataNodes, memory, now, handingOver, pausedUntil = 0 }: Situation): boolean {
  const asked = [memory, ...dataNodes.map((name) => peers[name]?.memory)].map((each) => each?.replacedAt ?? 0);
  return !handingOver && pausedUntil <= now && now - Math.max(...asked) > REPLACE_PERIOD_MS;
}
