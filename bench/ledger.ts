/**
 * What the ledger of a drill costs: memory and time for a run of that many writes, and whether
 * measuring it stays quick. `node --expose-gc --import tsx bench/ledger.ts [writes]`
 */
import { Ledger } from '../lib/drill/ledger';
import { gapsOf, measure } from '../lib/drill/measure';
import { seriesOf } from '../lib/drill/series';

const WRITES = Number(process.argv[2] ?? 600_000);
const WRITERS = 6;

function used(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function timed<T>(work: () => T): { readonly value: T; readonly ms: number } {
  const from = performance.now();
  const value = work();
  return { value, ms: Math.round(performance.now() - from) };
}

const before = used();
const ledger = new Ledger('bench');
for (let number = 0; number < WRITERS; number += 1) {
  ledger.addWriter(`w${number}`);
}
const filling = timed(() => {
  for (let at = 0; at < WRITES; at += 1) {
    ledger.acknowledge(ledger.issue(at % WRITERS, 0, at / 10, at % 10 === 0), at / 10 + 0.5);
  }
});
const bytes = used() - before;
const stoppedAt = WRITES / 10;
const measuring = timed(() => {
  const gaps = gapsOf(ledger, 0, stoppedAt, 300);
  seriesOf(ledger, 0, stoppedAt, []);
  return measure(ledger, {
    startedAt: 0, stoppedAt, faultAt: stoppedAt / 2, faultDoneAt: stoppedAt / 2, rto: 'first-write', lost: [], verified: WRITES, gaps,
  });
});
console.log(JSON.stringify({
  writes: WRITES,
  bytesPerWrite: Math.round(bytes / WRITES * 10) / 10,
  fillMs: filling.ms,
  measureMs: measuring.ms,
  acknowledged: measuring.value.acknowledgedWrites,
}));
