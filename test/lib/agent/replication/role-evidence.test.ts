import { confirmedAt, type Heard } from '../../../../lib/agent/replication/role-evidence';
import type { PeerState } from '../../../../lib/agent/situation';
import { memory, peer } from '../situations';

const known = { primary: 'node-1', epoch: 4, changedAt: '', by: '' };
const others = ['node-2', 'node-3'];
const at = (askedAt: number, state: Partial<PeerState> = {}): Heard => ({ state: peer(state), askedAt });
const role = (epoch: number, readMsAgo?: number): Partial<PeerState> => ({ role: { marker: { ...known, epoch }, readMsAgo } });

test('the store, asked by this agent, counts from when it was asked', () => {
  expect(confirmedAt(known, { epoch: 4, askedAt: 1000 }, {}, others)).toBe(1000);
  expect(confirmedAt(known, { epoch: 3, askedAt: 1000 }, {}, others)).toBeUndefined();
});

test('the store, asked by a peer, counts from when the peer asked', () => {
  expect(confirmedAt(known, undefined, { 'node-2': at(5000, role(4, 300)) }, others)).toBe(4700);
  expect(confirmedAt(known, undefined, { 'node-2': at(5000, role(4)) }, others)).toBeUndefined();
});

test('without the store every other agent has to agree, some are not enough', () => {
  expect(confirmedAt(known, undefined, { 'node-2': at(5000), 'node-3': at(4000) }, others)).toBe(4000);
  expect(confirmedAt(known, undefined, { 'node-2': at(5000) }, others)).toBeUndefined();
  expect(confirmedAt(known, undefined, {}, [])).toBeUndefined();
});

test('one that has heard of a higher epoch does not agree', () => {
  expect(confirmedAt(known, undefined, { 'node-2': at(5000, role(5)), 'node-3': at(4000) }, others)).toBeUndefined();
  const remembers = at(5000, { memory: memory({ epoch: 5 }) });
  expect(confirmedAt(known, undefined, { 'node-2': remembers, 'node-3': at(4000) }, others)).toBeUndefined();
});

test('the newest of several counts', () => {
  expect(confirmedAt(known, { epoch: 4, askedAt: 1000 }, { 'node-2': at(5000, role(4, 300)) }, others)).toBe(4700);
});
