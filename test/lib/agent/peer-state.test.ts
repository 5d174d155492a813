import { peerStateOf } from '../../../lib/agent/peer-state';
import { memory, primary, situation, view } from './situations';

test('before the first look: what is remembered and what the pod knows', () => {
  expect(peerStateOf(undefined, undefined, { memory: memory(), revision: 'r1', domain: 'zone-a' }))
    .toMatchObject({ memory: memory(), revision: 'r1', domain: 'zone-a', phase: 'waiting', sentinelEpoch: 0 });
});

test('afterwards what was seen, too', () => {
  const at = situation({ redis: primary(), view: view('node-1', 7), sentinelFile: { configEpoch: 7, currentEpoch: 8 } });
  expect(peerStateOf(at, { phase: 'serving', reason: '' }, { memory: memory() }))
    .toMatchObject({ redis: primary(), phase: 'serving', viewEpoch: 7, sentinelEpoch: 8 });
});
