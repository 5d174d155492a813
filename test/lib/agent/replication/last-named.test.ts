import { lastNamed, lastPrimary } from '../../../../lib/agent/replication/last-named';
import type { PeerState } from '../../../../lib/agent/situation';
import { memory, nobody, peer } from '../situations';

const NAMES = ['node-1', 'node-2', 'node-3'];
const holds = (epoch: number, role: 'primary' | 'replica' = 'replica'): PeerState => peer({ memory: memory({ epoch, role }) });
const heard = (epoch: number, node: string, over: Partial<PeerState> = {}): PeerState =>
  peer({ role: { marker: { primary: node, epoch, changedAt: '', by: '' } }, ...over });

test('the highest epoch anybody knows, from a role marker or from the data itself', () => {
  expect(lastNamed({ 'node-1': heard(3, 'node-1'), 'node-2': heard(5, 'node-2') })).toEqual({ epoch: 5, primary: 'node-2' });
  expect(lastNamed({ 'node-1': heard(3, 'node-1'), 'node-2': holds(7, 'primary') })).toEqual({ epoch: 7, primary: 'node-2' });
  expect(lastNamed({ 'node-1': holds(7), 'node-2': heard(7, 'node-3', { memory: memory({ epoch: 7 }) }) })).toEqual({ epoch: 7, primary: 'node-3' });
});

test('agents that hold nothing and know nothing: nobody has been primary', () => {
  expect(lastNamed({ 'node-1': peer({ memory: memory({ state: 'forming', epoch: 0, role: 'none' }) }) })).toBeUndefined();
  expect(lastPrimary(NAMES, { 'node-1': peer({ memory: undefined }) })).toBeUndefined();
});

test('an epoch whose primary nobody knows: it may be one that does not answer, else one that lost its data', () => {
  expect(lastNamed({ 'node-1': holds(7), 'node-2': holds(6, 'primary') })).toEqual({ epoch: 7 });
  expect(lastPrimary(NAMES, { 'node-1': holds(7), 'node-2': holds(7) })).toBe('node-3');
  expect(lastPrimary(NAMES, { 'node-1': peer({ memory: undefined, redis: nobody({ keys: 0 }) }), 'node-2': holds(7), 'node-3': holds(7) })).toBe('node-1');
});
