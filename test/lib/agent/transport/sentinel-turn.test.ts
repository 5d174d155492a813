import { mayRestart } from '../../../../lib/agent/transport/sentinel-turn';
import type { TransportState } from '../../../../lib/agent/transport/transport-state';
import type { AuthorityView } from '../../../../lib/agent/situation';

const WHOLE: AuthorityView = {
  configured: 3, reachable: 3, unanimous: true, majority: { node: 'node-1', epoch: 1 }, majorityDown: false, failoverInProgress: false,
};
const done: TransportState = {
  to: 'tls', open: true, agreed: true, moved: true, done: true, certificates: 'new', sentinelBehind: false,
};

function may(
  node: string, states: Record<string, Partial<TransportState> | undefined>, view: Partial<AuthorityView> = {}, waitedMs = 0,
): boolean {
  const peers = Object.fromEntries(Object.entries(states)
    .map(([name, changes]) => [name, { sentinelEpoch: 0, phase: 'serving', transport: changes && { ...done, ...changes } }]));
  return mayRestart({ view: { ...WHOLE, ...view }, sentinelNodes: ['node-1', 'node-2', 'node-3'], node, peers }, 'tls', 'new', waitedMs);
}

test('the first in order waits for nobody, the others for those before them', () => {
  expect(may('node-1', {})).toBe(true);
  expect(may('node-2', { 'node-1': { sentinelBehind: true } })).toBe(false);
  expect(may('node-2', { 'node-1': { certificates: 'old' } })).toBe(false);
  expect(may('node-2', { 'node-1': { sentinelBehind: undefined } })).toBe(false);
  expect(may('node-2', { 'node-1': { to: 'both' } })).toBe(false);
  expect(may('node-2', {})).toBe(false);
  expect(may('node-2', { 'node-1': {}, 'node-3': { sentinelBehind: true } })).toBe(true);
});

test.each<[string, Partial<AuthorityView>]>([
  ['a failover is under way', { failoverInProgress: true }],
  ['the primary is down', { majorityDown: true }],
  ['nobody has a majority', { majority: undefined }],
  ['one is silent', { unanimous: false, reachable: 2 }],
])('not while %s', (_, view) => {
  expect(may('node-1', {}, view)).toBe(false);
});

test('one that has waited for long goes on while a majority is left without it', () => {
  expect(may('node-3', {}, { unanimous: false, reachable: 3 }, 601_000)).toBe(true);
  expect(may('node-3', {}, { unanimous: false, reachable: 2 }, 601_000)).toBe(false);
  expect(may('node-3', {}, { failoverInProgress: true }, 601_000)).toBe(false);
});
