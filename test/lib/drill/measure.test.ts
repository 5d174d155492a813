import * as fc from 'fast-check';

import { SLOTS } from '../../../lib/cluster';
import type { Ledger } from '../../../lib/drill/ledger';
import { gapsOf, measure } from '../../../lib/drill/measure';
import { ledgerOfOne, observation, write } from './synthetic';

describe('measure', () => {
  test('recovery time is from the fault to the first surviving write issued after it', () => {
    const ledger = ledgerOfOne();
    write(ledger, 0, 3000);
    write(ledger, 3000, 4500, { fail: true });
    write(ledger, 4500, 10_000, { node: 'node-2' });
    const measured = measure(ledger, observation({ verified: 850 }));
    expect(measured.rtoMs).toBe(1501);
    expect(measured.maxWriteGapMs).toBe(1510);
    expect(measured.failedWrites).toBe(150);
    expect(measured.acknowledgedWrites).toBe(850);
    expect(measured.acknowledgedAfterFault).toBe(550);
    expect(measured.writesPerSecond).toBe(100);
    expect(measured.dualPrimaryMs).toBe(0);
  });

  test('a write that was issued before the fault and acknowledged after it is no recovery', () => {
    const ledger = ledgerOfOne();
    ledger.acknowledge(ledger.issue(0, ledger.endpointNumber('node-1'), 2999), 3050);
    expect(measure(ledger, observation()).rtoMs).toBeUndefined();
  });

  test('acknowledged writes that were lost are no recovery', () => {
    const ledger = ledgerOfOne();
    const lost = write(ledger, 3000, 5000);
    write(ledger, 6000, 10_000, { node: 'node-2' });
    expect(measure(ledger, observation({ lost })).rtoMs).toBe(3001);
  });

  test('nor is a pinned client\'s write, nor one to a counter', () => {
    const ledger = ledgerOfOne();
    const pinned = ledger.addWriter('p0', true);
    write(ledger, 3000, 9000, { writer: pinned });
    ledger.acknowledge(ledger.issue(0, 0, 3100, true), 3101);
    expect(measure(ledger, observation()).rtoMs).toBeUndefined();
  });

  test('the loss window ends at the fault, or at the last lost acknowledgement when that is later', () => {
    const ledger = ledgerOfOne();
    const before = write(ledger, 2500, 3000);
    const after = write(ledger, 3000, 4000);
    expect(measure(ledger, observation({ lost: before })).lossWindowMs).toBe(499);
    expect(measure(ledger, observation({ lost: after })).lossWindowMs).toBe(990);
    expect(measure(ledger, observation({ lost: [...before, ...after] })).lossWindowMs).toBe(1490);
    expect(measure(ledger, observation()).lossWindowMs).toBe(0);
  });

  test('two nodes that both acknowledge are counted for as long as they do', () => {
    const ledger = ledgerOfOne();
    const pinned = ledger.addWriter('p0', true);
    write(ledger, 0, 6000, { writer: pinned });
    write(ledger, 4000, 9000, { node: 'node-2' });
    expect(measure(ledger, observation()).dualPrimaryMs).toBe(1990);
  });

  test('a primary that hands over and later takes back is one primary at a time', () => {
    const ledger = ledgerOfOne();
    write(ledger, 0, 3000);
    write(ledger, 3100, 6000, { node: 'node-2' });
    write(ledger, 6100, 9000);
    expect(measure(ledger, observation()).dualPrimaryMs).toBe(0);
  });

  test('a planned move is measured by its gap', () => {
    const ledger = ledgerOfOne();
    write(ledger, 0, 3500);
    write(ledger, 4200, 10_000, { node: 'node-2' });
    expect(measure(ledger, observation({ rto: 'longest-gap' })).rtoMs).toBe(710);
  });

  test('an unevenness before the fault is none of its doing', () => {
    const ledger = ledgerOfOne();
    write(ledger, 0, 500);
    write(ledger, 2500, 3000);
    write(ledger, 3300, 10_000);
    expect(measure(ledger, observation()).maxWriteGapMs).toBe(310);
  });

  describe('of a Cluster', () => {
    const homes = new Uint8Array(SLOTS).fill(1).fill(2, SLOTS / 2);
    const sharded = (): Ledger => Object.assign(ledgerOfOne(), { homes });

    test('recovery is when the last shard is back, and a gap of one shard is not hidden by the others', () => {
      const ledger = sharded();
      write(ledger, 0, 3000, { every: 1 });
      for (let at = 3000; at < 10_000; at += 1) {
        const index = ledger.issue(0, 0, at);
        if (ledger.entry(index).shard === 1 || at >= 5000) {
          ledger.acknowledge(index, at + 1);
        } else {
          ledger.fail(index, at + 1);
        }
      }
      const measured = measure(ledger, observation());
      expect(measured.rtoMs).toBeGreaterThanOrEqual(2000);
      expect(measured.rtoMs).toBeLessThan(2100);
      expect(measured.maxWriteGapMs).toBeGreaterThanOrEqual(2000);
      expect(measured.shards).toHaveLength(2);
      expect(measured.shards![0]!.rtoMs).toBeLessThan(100);
      expect(measured.shards![0]!.maxWriteGapMs).toBeLessThan(100);
      expect(measured.shards![1]).toMatchObject({ shard: 2, rtoMs: measured.rtoMs });
      expect(gapsOf(ledger, 0, 10_000, 1000)).toEqual([expect.objectContaining({ shard: 2 })]);
    });

    test('a shard that never comes back means no recovery', () => {
      const ledger = sharded();
      for (let at = 3000; at < 10_000; at += 1) {
        const index = ledger.issue(0, 0, at);
        if (ledger.entry(index).shard === 1) {
          ledger.acknowledge(index, at + 1);
        }
      }
      expect(measure(ledger, observation()).rtoMs).toBeUndefined();
    });

    test('primaries of different shards are not two primaries, two of the same are', () => {
      const shardOf = { 'node-1': 1, 'node-2': 2, 'node-3': 2 };
      const apart = sharded();
      write(apart, 0, 9000);
      write(apart, 0, 9000, { node: 'node-2' });
      expect(measure(apart, observation({ shardOf })).dualPrimaryMs).toBe(0);
      write(apart, 8000, 9000, { node: 'node-3' });
      expect(measure(apart, observation({ shardOf })).dualPrimaryMs).toBe(990);
    });
  });

  test('a second outage shows in when it is steady again', () => {
    const ledger = ledgerOfOne();
    const gaps = [{ fromMs: 3000, toMs: 4500 }, { fromMs: 5000, toMs: 7000 }];
    expect(measure(ledger, observation({ gaps })).settledMs).toBe(4000);
    expect(measure(ledger, observation()).settledMs).toBe(0);
  });

  test('whatever the order of outcomes, the parts add up and no gap is longer than the longest', () => {
    const writes = fc.array(fc.record({
      at: fc.integer({ min: 0, max: 9990 }), took: fc.integer({ min: 0, max: 9 }),
      outcome: fc.constantFrom('acked', 'failed', 'pending'), node: fc.constantFrom('node-1', 'node-2', 'node-3'), lost: fc.boolean(),
    }), { maxLength: 200 });
    fc.assert(fc.property(writes, (list) => {
      const ledger = ledgerOfOne();
      const lost: number[] = [];
      for (const { at, took, outcome, node, lost: gone } of list) {
        const index = ledger.issue(0, ledger.endpointNumber(node), at);
        if (outcome === 'acked') {
          ledger.acknowledge(index, at + took);
          lost.push(...(gone ? [index] : []));
        } else if (outcome === 'failed') {
          ledger.fail(index, at + took);
        }
      }
      const measured = measure(ledger, observation({ lost }));
      const gaps = gapsOf(ledger, 0, 10_000, 0);
      expect(measured.acknowledgedWrites + measured.failedWrites).toBe(list.length);
      expect(measured.lostWrites).toBe(lost.length);
      expect(measured.lossWindowMs === 0 || measured.lostWrites > 0).toBe(true);
      expect(measured.dualPrimaryMs).toBeLessThanOrEqual(10_000);
      expect(measured.rtoMs ?? 0).toBeGreaterThanOrEqual(0);
      const later = gaps.filter((gap) => gap.toMs > observation().faultAt);
      expect(Math.max(...later.map((gap) => gap.toMs - gap.fromMs))).toBeCloseTo(measured.maxWriteGapMs, 5);
      expect(gaps.reduce((sum, gap) => sum + gap.toMs - gap.fromMs, 0)).toBeCloseTo(10_000, 5);
    }));
  });
});
