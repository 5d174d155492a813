import type { Situation } from '../situation';

/** One that waits for a Sentinel that does not come back goes on after this. */
const PATIENCE_MS = 600_000;

/**
 * Whether the Sentinel beside this agent may restart now, which takes a second or two: one after the other, in the plan's
 * order, while all of them agree and none fails over.
 *
 * @param certificates digest of this node's: those before it in order must have the same, and use them
 * @param waitedMs how long it has been due
 */
export function mayRestart(
  { view, sentinelNodes, node, peers }: Pick<Situation, 'view' | 'sentinelNodes' | 'node' | 'peers'>,
  to: string, certificates: string | undefined, waitedMs: number,
): boolean {
  if (view.failoverInProgress || view.majorityDown || !view.majority) {
    return false;
  }
  if (waitedMs > PATIENCE_MS) {
    // Those that are left without it.
    return view.reachable - 1 > view.configured / 2;
  }
  const before = sentinelNodes.slice(0, Math.max(0, sentinelNodes.indexOf(node))).map((name) => peers[name]?.transport);
  return view.unanimous && before.every((other) =>
    other !== undefined && other.to === to && other.certificates === certificates && other.sentinelBehind === false);
}
