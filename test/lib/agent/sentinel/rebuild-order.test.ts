import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objection, OrderFile, type RebuildOrder } from '../../../../lib/agent/sentinel/rebuild-order';
import type { NodeConfig } from '../../../../lib/config';
import { view } from '../situations';

const order: RebuildOrder = { id: 'one', primary: 'node-2', epoch: 5, issuedAt: '2026-01-02T03:04:05.000Z', by: 'somebody' };
const NODES = ['node-1', 'node-2'];

describe('objection', () => {
  test('none without a majority, to a data node, above every known epoch', () => {
    expect(objection(order, NODES, view(undefined), 4)).toBe('');
  });

  test.each<[string, Partial<RebuildOrder>, ReturnType<typeof view>, number, string]>([
    ['a node that holds no data', { primary: 'sentinel-1' }, view(undefined), 4, 'sentinel-1 is no data node'],
    ['a majority that is there', {}, view('node-1'), 4, 'names node-1: nothing has to be rebuilt'],
    ['a known epoch', {}, view(undefined), 5, 'epoch 5 is not above 5'],
    ['an epoch that is no whole number', { epoch: 5.5 }, view(undefined), 4, 'epoch 5.5'],
  ])('%s', (_, over, seen, known, reason) => {
    expect(objection({ ...order, ...over }, NODES, seen, known)).toContain(reason);
  });
});

describe('OrderFile', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'redis-ha-order-'));
  const file = (): OrderFile => new OrderFile({ dataDir } as NodeConfig);
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  test('no order where none was given', async () => {
    const orders = file();
    await orders.load();
    expect(orders.get()).toBeUndefined();
  });

  test('the last order survives a restart, and the trail keeps them all, for the owner only', async () => {
    const later = { ...order, id: 'two', epoch: 6 };
    const orders = file();
    await orders.save(order);
    expect(orders.get()).toEqual(order);
    await orders.save(later);
    const again = file();
    await again.load();
    expect(again.get()).toEqual(later);
    const trail = join(dataDir, 'agent', 'audit.jsonl');
    expect(readFileSync(trail, 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { order: unknown }).order)).toEqual([order, later]);
    expect(statSync(trail).mode & 0o077).toBe(0);
  });

  test('a file that cannot be read is no order', async () => {
    writeFileSync(join(dataDir, 'agent', 'order.json'), '{');
    const orders = file();
    await orders.load();
    expect(orders.get()).toBeUndefined();
  });
});
