import { rolledFirst } from '../../../lib/agent/rolled-first';
import type { PeerState } from '../../../lib/agent/situation';
import { linked, peer } from './situations';

const MIB = 1024 * 1024;
const replica = (offset: number, revision?: string, source = 'node-1'): PeerState => peer({ redis: linked(source, { offset }), revision });

test('of those that are level the one that has been rolled already', () => {
  const peers = { 'node-2': replica(9_000_000, 'old'), 'node-3': replica(9_000_000 - MIB, 'new') };
  expect(rolledFirst(['node-2', 'node-3'], peers, 'old')).toEqual(['node-3', 'node-2']);
});

test('not one that is further behind', () => {
  const peers = { 'node-2': replica(9_000_000, 'old'), 'node-3': replica(9_000_000 - MIB - 1, 'new') };
  expect(rolledFirst(['node-2', 'node-3'], peers, 'old')).toEqual(['node-2', 'node-3']);
});

test('nor one that copies from elsewhere than the fittest', () => {
  const peers = { 'node-2': replica(100, 'old'), 'node-3': replica(100, 'new', 'node-2') };
  expect(rolledFirst(['node-2', 'node-3'], peers, 'old')).toEqual(['node-2', 'node-3']);
});

test('where all are of one revision, or none is known, the order stays', () => {
  const same = { 'node-2': replica(100, 'old'), 'node-3': replica(100, 'old') };
  expect(rolledFirst(['node-2', 'node-3'], same, 'old')).toEqual(['node-2', 'node-3']);
  const mixed = { 'node-2': replica(100), 'node-3': replica(100, 'new') };
  expect(rolledFirst(['node-2', 'node-3'], mixed, undefined)).toEqual(['node-2', 'node-3']);
  expect(rolledFirst(['node-2', 'node-3'], { ...mixed, 'node-3': replica(100) }, 'old')).toEqual(['node-2', 'node-3']);
  expect(rolledFirst([], {}, 'old')).toEqual([]);
});

test('several that are rolled keep their order', () => {
  const peers = { a: replica(300, 'old'), b: replica(200, 'new'), c: replica(100, 'new') };
  expect(rolledFirst(['a', 'b', 'c'], peers, 'old')).toEqual(['b', 'c', 'a']);
});
