import { successors } from '../../../../lib/agent/replication/replication-mover';
import type { PeerState } from '../../../../lib/agent/situation';
import { linked, memory, peer } from '../situations';

const replica = (source: string, offset: number, over: Partial<PeerState> = {}): PeerState =>
  peer({ memory: memory({ offset }), redis: linked(source, { offset }), ...over });
const able = (peers: Record<string, PeerState>): string[] => successors('node-1', ['node-1', 'node-2', 'node-3', 'node-4'], peers);

test('direct ones first, however far a cascaded one is; among them the least behind', () => {
  expect(able({ 'node-2': replica('node-1', 100), 'node-3': replica('node-1', 150), 'node-4': replica('node-2', 200) }))
    .toEqual(['node-3', 'node-2', 'node-4']);
});

test('a cascaded one counts only below a direct one that is linked itself', () => {
  const below = replica('node-2', 200);
  expect(able({ 'node-2': replica('node-1', 100, { redis: linked('node-1', { linkUp: false }) }), 'node-4': below })).toEqual([]);
  expect(able({ 'node-4': below })).toEqual([]);
});

test('R13: one whose disk cannot be written takes nothing over', () => {
  expect(able({ 'node-2': replica('node-1', 200, { storage: 'no space' }), 'node-3': replica('node-1', 100) })).toEqual(['node-3']);
});

test('neither does one that is still copying, or lost what it held', () => {
  expect(able({
    'node-2': replica('node-1', 200, { redis: linked('node-1', { copying: true }) }),
    'node-3': replica('node-1', 200, { memory: memory({ state: 'forming' }) }),
  })).toEqual([]);
});
