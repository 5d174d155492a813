import type { LabRegion } from '../../lab/lab';
import { Outcome, type Ledger } from '../ledger';
import { gapsOf } from '../measure';
import type { ScenarioContext } from '../scenarios/scenario';

/** Shorter ones are no interruption. */
const SHORTEST_GAP_MS = 200;

/**
 * Holds the region that took over to the deployment's own recovery time once it serves: the return of the old one may cost it
 * no more than the loss of a node would.
 */
export function staysSteady(context: Pick<ScenarioContext, 'load' | 'plan' | 'check'>, ledger: Ledger, region: LabRegion): void {
  const { load, plan } = context;
  const from = firstWriteOf(ledger, region.nodes);
  const allowed = plan.promise.rto.hangSeconds;
  const longest = from === undefined ? 0
    : Math.max(0, ...gapsOf(ledger, from, load.stoppedAt, SHORTEST_GAP_MS).map(({ fromMs, toMs }) => toMs - fromMs)) / 1000;
  context.check({
    id: 'stays-steady', title: `${region.name} interrupted again, at the longest`, promised: `${allowed} s at most`,
    measured: `${longest.toFixed(2)} s`, ok: longest <= allowed,
    reason: longest <= allowed ? '' : `${region.name} took over and then took no writes for ${longest.toFixed(2)} s; the loss of a node takes ${allowed} s at most`,
  });
}

/** When every shard was written to there. */
function firstWriteOf(ledger: Ledger, nodes: readonly string[]): number | undefined {
  const first = new Map<number, number>();
  for (const { outcome, endpoint, endedAt, shard } of ledger.entries()) {
    if (outcome === Outcome.ACKNOWLEDGED && nodes.includes(ledger.endpoints[endpoint]!)) {
      first.set(shard, Math.min(first.get(shard) ?? endedAt, endedAt));
    }
  }
  return first.size === ledger.shards.length ? Math.max(...first.values()) : undefined;
}
