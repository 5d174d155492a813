import type { LabRegion } from '../../lab/lab';
import type { Ledger } from '../ledger';
import type { ScenarioContext } from '../scenarios/scenario';
import type { Verification } from '../verify';
import { beyondReplicated, beyondText, holes } from './beyond';

/**
 * Lists exactly which acknowledged writes were beyond what the other region had got, and holds the list against what must be
 * true of it: all of the old region, from before its fence, and the last ones of each data set.
 *
 * @param fencedAt after this the old region may have acknowledged nothing, in milliseconds since the epoch
 */
export function trueRpo(
  context: ScenarioContext, ledger: Ledger, { lost }: Verification, { old, fencedAt }: { old: LabRegion; fencedAt: number },
): void {
  const runs = beyondReplicated(ledger, lost);
  context.row({ id: 'beyond', title: 'Acknowledged and beyond what was replicated', measured: beyondText(ledger, runs) });
  const strange = lost.map((index) => ledger.entry(index))
    .filter((entry) => !old.nodes.includes(ledger.endpoints[entry.endpoint]!) || entry.endedAt > fencedAt);
  context.check({
    id: 'silent-loss', title: 'Lost after the fence, or by the new region', promised: '0 writes', measured: `${strange.length} writes`,
    ok: strange.length === 0,
    reason: strange.length === 0 ? '' : `${strange.length} lost writes were not acknowledged by ${old.name} before its fence: ${beyondText(ledger, beyondReplicated(ledger, strange.map(({ index }) => index)))}`,
  });
  const survived = holes(ledger, lost, old.nodes);
  context.check({
    id: 'no-holes', title: 'Survived behind a lost write of the same writer', promised: '0 writes', measured: `${survived} writes`,
    ok: survived === 0,
    reason: survived === 0 ? '' : `${survived} writes survived behind a lost one: the lost ones are not what was beyond the replicated offset`,
  });
}
