import type { CommandResult } from '../command-result';
import type { Log } from '../log';
import type { Situation } from '../situation';
import { objection, type OrderFile, type RebuildOrder } from './rebuild-order';

/** Keeps an operator's order to begin again, unless something speaks against it. */
export async function takeOrder(
  word: string, situation: Situation | undefined, orders: OrderFile, log: Log,
): Promise<CommandResult> {
  const order = JSON.parse(word) as RebuildOrder;
  if (!situation) {
    return { ok: false, detail: 'starting' };
  }
  const known = Math.max(situation.memory?.epoch ?? 0, situation.sentinelFile?.currentEpoch ?? 0);
  const detail = objection(order, situation.dataNodes, situation.view, known);
  log('rebuild-order', { ...order, detail });
  if (detail !== '') {
    return { ok: false, detail };
  }
  await orders.save(order);
  return { ok: true, detail: 'Sentinel begins again with that primary' };
}
