import { dualPrimary } from '../../../lib/drill/dual-primary';
import { Ledger } from '../../../lib/drill/ledger';
import { ledgerOfOne, write } from './synthetic';

/** Writes of each node in those spans; acknowledgements are 1 ms later, the last of a span 9 ms before its end. */
function acknowledged(spans: Record<string, [number, number][]>): Ledger {
  const ledger = ledgerOfOne();
  Object.entries(spans).forEach(([node, list]) => list.forEach(([from, to]) => write(ledger, from, to, { node })));
  return ledger;
}

test('one after the other is never two, whether with a pause or at the same instant', () => {
  expect(dualPrimary(ledgerOfOne())).toBe(0);
  expect(dualPrimary(acknowledged({ 'node-1': [[0, 1000]], 'node-2': [[2000, 3000]] }))).toBe(0);
  expect(dualPrimary(acknowledged({ 'node-1': [[0, 1000]], 'node-2': [[990, 2000]] }))).toBe(0);
});

test('two at once count from the first acknowledgement of the one to the last of the other', () => {
  expect(dualPrimary(acknowledged({ 'node-1': [[0, 1000]], 'node-2': [[600, 1500]] }))).toBe(991 - 601);
});

test('what comes in another order than it was sent is put in order', () => {
  expect(dualPrimary(acknowledged({ 'node-2': [[1000, 1500], [600, 1000]], 'node-1': [[500, 1000], [0, 500]] }))).toBe(991 - 601);
});

test('a node that took over and gave back is not primary in between', () => {
  expect(dualPrimary(acknowledged({ 'node-1': [[0, 1000], [3000, 4000]], 'node-2': [[1200, 2800]] }))).toBe(0);
  // A pause that a client can make is no end.
  expect(dualPrimary(acknowledged({ 'node-1': [[0, 1000], [1240, 2000]], 'node-2': [[1010, 1230]] }))).toBe(1221 - 1011);
});

test('three at once count once', () => {
  expect(dualPrimary(acknowledged({ 'node-1': [[0, 1000]], 'node-2': [[0, 1000]], 'node-3': [[0, 1000]] }))).toBe(990);
});

test('a write that was not acknowledged makes nobody primary', () => {
  const ledger = acknowledged({ 'node-1': [[0, 1000]] });
  write(ledger, 0, 1000, { node: 'node-2', fail: true });
  ledger.issue(0, ledger.endpointNumber('node-2'), 500);
  expect(dualPrimary(ledger)).toBe(0);
});

test('primaries of two shards are none too many, two of each shard add up', () => {
  const ledger = acknowledged({ a: [[0, 1000]], b: [[0, 1000]], c: [[500, 1000]], d: [[900, 1000]] });
  expect(dualPrimary(ledger, { a: 1, b: 2, c: 3, d: 4 })).toBe(0);
  expect(dualPrimary(ledger, { a: 1, b: 2, c: 1, d: 2 })).toBe(490 + 90);
});
