import type { OrderFile, RebuildOrder } from '../../../../lib/agent/sentinel/rebuild-order';
import { takeOrder } from '../../../../lib/agent/sentinel/take-order';
import { memory, situation, view } from '../situations';

const order: RebuildOrder = { id: 'one', primary: 'node-2', epoch: 5, issuedAt: '2026-01-02T03:04:05.000Z', by: 'somebody' };
const without = { view: view(undefined), memory: memory({ epoch: 3 }), sentinelFile: { configEpoch: 3, currentEpoch: 4 } };

async function take(at: Parameters<typeof takeOrder>[1], over: Partial<RebuildOrder> = {}): Promise<[boolean, RebuildOrder[]]> {
  const saved: RebuildOrder[] = [];
  const orders = { save: async (given: RebuildOrder) => { saved.push(given); } } as unknown as OrderFile;
  const { ok } = await takeOrder(JSON.stringify({ ...order, ...over }), at, orders, () => undefined);
  return [ok, saved];
}

test('an order is kept where no majority is left, above every epoch of memory and Sentinel file', async () => {
  expect(await take(situation(without))).toEqual([true, [order]]);
  expect(await take(situation(without), { epoch: 4 })).toEqual([false, []]);
  expect(await take(situation({ ...without, memory: memory({ epoch: 9 }) }))).toEqual([false, []]);
  expect(await take(situation({ ...without, view: view('node-1') }))).toEqual([false, []]);
});

test('an agent that has not looked yet keeps none', async () => {
  expect(await take(undefined)).toEqual([false, []]);
});
