import type { FailoverEvidence, HeldData } from '../../../bin/commands/failover-evidence';
import { failoverTable, failoverWarnings } from '../../../bin/commands/failover-text';
import type { Settings } from '../../../lib/model';
import { demo } from './invoked';

const held = (node: string, over: Partial<HeldData> = {}): HeldData => ({
  node, reachable: true, hasData: true, epoch: 3, offset: 77, keys: 5, lastGoodAt: Date.UTC(2026, 0, 2), ...over,
});
const evidence = (nodes: HeldData[], node?: string): FailoverEvidence => ({ primary: 'node-1', nodes, node, why: 'it holds the most' });
const warned = (of: FailoverEvidence, over: Partial<Settings> = {}, now = Date.UTC(2026, 0, 2)): string[] =>
  failoverWarnings(of, { ...demo.settings, fenceAfterSeconds: 3, minReplicasToWrite: 1, ...over }, now);

test('a row per node: what it holds, or that it did not answer', () => {
  const [head, , ...rows] = failoverTable(evidence([
    held('node-1', { reachable: false }), held('node-2', { epoch: 4, offset: 88, keys: 6 }), held('node-3', { hasData: false, lastGoodAt: 0 }),
  ])).split('\n').map((line) => line.split(/ {2,}/));
  expect(head).toEqual(['node', 'data', 'epoch', 'offset', 'keys', 'last good']);
  expect(rows).toEqual([
    ['node-1 (primary)', 'no answer'],
    ['node-2', 'yes', '4', '88', '6', '2026-01-02T00:00:00.000Z'],
    ['node-3', 'no', '3', '77', '5'],
  ]);
});

test('a living primary: what is proposed and why, and no warning', () => {
  expect(warned(evidence([held('node-1'), held('node-2', { lastGoodAt: 0 })], 'node-2')))
    .toEqual(['proposed: node-2 becomes primary; it holds the most']);
  expect(warned(evidence([held('node-1'), held('node-2')]))).toEqual(['it holds the most']);
});

test('what the one that is proposed has not heard is lost', () => {
  expect(warned(evidence([held('node-1'), held('node-2')], 'node-2'), {}, Date.UTC(2026, 0, 2) + 2460))
    .toEqual([expect.stringMatching(/^proposed: /), 'warning: node-2 last heard node-1 2.5 s ago: what was written there since is lost']);
});

test('a silent node may hold more; the silent primary is not spoken of as one of them', () => {
  const lines = warned(evidence([held('node-1', { reachable: false }), held('node-2', { reachable: false }), held('node-3', { reachable: false })]));
  expect(lines[1]).toBe('warning: node-2, node-3 did not answer and may hold newer data');
});

test('a silent primary: when writes begin, and what bounds those it may still take', () => {
  const silent = evidence([held('node-1', { reachable: false }), held('node-2')]);
  expect(warned(silent).slice(1)).toEqual([
    'warning: the agent of node-1 does not answer: writes begin when it must have fenced itself, 5 s later',
    expect.stringMatching(/until it has fewer than 1 linked replicas \(min-replicas-to-write\)$/),
  ]);
  expect(warned(silent, { minReplicasToWrite: 0 })[2]).toMatch(/min-replicas-to-write 0\) it takes writes without a bound, and they are lost$/);
});
