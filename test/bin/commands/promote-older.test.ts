import { olderThanNewest } from '../../../bin/commands/promote-older';
import type { Proposal, RememberedNode } from '../../../lib/agent/sentinel/proposal';

const BEST: RememberedNode = {
  node: 'node-1', reachable: true, hasData: true, role: 'primary', epoch: 4, offset: 900, keys: 10, lastGood: '2026-01-02T00:00:09.000Z',
};

function older(changes: Partial<RememberedNode>, best: Partial<RememberedNode> = {}): string {
  const proposal: Proposal = {
    nodes: [{ ...BEST, ...best }, { ...BEST, ...best, node: 'node-2', ...changes }], newest: 'node-1', epoch: 5, warnings: [],
  };
  return olderThanNewest(proposal, 'node-2');
}

test.each<[Partial<RememberedNode>, Partial<RememberedNode>, string[]]>([
  [{ epoch: 3 }, {}, ['epoch 3, not 4']],
  [{ role: 'replica' }, {}, ['replica of epoch 4, not its primary']],
  [{ offset: 899 }, { role: 'replica' }, ['offset 899, not 900']],
  [{ epoch: 3, offset: 100, keys: 2, lastGood: '' }, {}, ['epoch 3, not 4', 'offset 100, not 900', '2 keys, not 10', 'last good never']],
])('%j is older, and named with what it lacks', (changes, best, named) => {
  const warning = older(changes, best);
  expect(warning).toMatch(/^node-2 is older than node-1: /);
  for (const part of named) {
    expect(warning).toContain(part);
  }
});

test.each<[string, Partial<RememberedNode>, Partial<RememberedNode>]>([
  ['is as new', { role: 'replica' }, { role: 'replica' }],
  ['was seen last a little earlier, with all the data', { lastGood: '2026-01-02T00:00:08.000Z', keys: 9 }, { role: 'replica' }],
  ['has a longer log of a later time', { offset: 901 }, { role: 'replica' }],
])('no warning about a node that %s', (_, changes, best) => {
  expect(older(changes, best)).toBe('');
});

test('no warning about the newest itself, or where nobody has data', () => {
  const proposal: Proposal = { nodes: [BEST], newest: 'node-1', epoch: 5, warnings: [] };
  expect(olderThanNewest(proposal, 'node-1')).toBe('');
  expect(olderThanNewest({ ...proposal, newest: undefined }, 'node-1')).toBe('');
});
