import { answering, gone, greeting, isPrimary, memberById, myself, nodeOf, ownerOf, stale } from '../../../../lib/agent/cluster/members';
import { memory } from '../situations';
import { claim, clusterPeer, facts, inCluster, member, peersOf } from './cluster-situations';

const with_ = (flags: string[]): ReturnType<typeof member> => member('shard-2-1', { flags });

test('what the flags of a line mean', () => {
  expect([['handshake'], ['master']].map((flags) => greeting(with_(flags)))).toEqual([true, false]);
  expect([['master', 'fail'], ['noaddr'], ['master', 'fail?'], ['slave']].map((flags) => gone(with_(flags)))).toEqual([true, true, false, false]);
  expect([['master'], ['master', 'fail'], ['master', 'handshake'], ['slave']].map((flags) => isPrimary(with_(flags))))
    .toEqual([true, true, false, false]);
});

test('a member by its id, and this node itself', () => {
  expect(myself(inCluster('shard-2-2'))?.node).toBe('shard-2-2');
  expect(myself(inCluster('shard-2-2', { cluster: undefined }))).toBeUndefined();
  expect(memberById(facts('shard-1-1'), 'id-3-1')?.node).toBe('shard-3-1');
  expect(memberById(facts('shard-1-1'), undefined)).toBeUndefined();
});

describe('whose word counts: peers', () => {
  const names = (over: Parameters<typeof inCluster>[1]): string[] => answering(inCluster('shard-1-1', over)).map(([name]) => name);

  test('whose own node answers', () => {
    const peers = peersOf('shard-1-1', {
      'shard-1-2': clusterPeer('shard-1-2', { cluster: undefined }), 'shard-2-1': clusterPeer('shard-2-1', { cluster: claim('shard-2-1', { id: '' }) }),
    });
    expect(names({ peers })).toEqual(['shard-2-2', 'shard-3-1', 'shard-3-2']);
  });

  test('of this deployment, by the marker before the memory; one without a memory is not another\'s', () => {
    const peers = { 'shard-1-2': clusterPeer('shard-1-2', { memory: memory({ deploymentId: 'other' }) }), 'shard-2-1': clusterPeer('shard-2-1', { memory: undefined }) };
    expect(names({ peers })).toEqual(['shard-2-1']);
    expect(names({ peers, memory: memory({ deploymentId: 'other' }) })).toEqual(['shard-2-1']);
    expect(names({ peers, memory: memory({ deploymentId: 'other' }), marker: 'unknown' })).toEqual(['shard-1-2', 'shard-2-1']);
  });
});

describe('node of an id', () => {
  test('itself, else by the word of its agent, else by its address', () => {
    expect(nodeOf(inCluster('shard-1-1'), 'id-1-1')).toBe('shard-1-1');
    const moved = { 'shard-2-1': clusterPeer('shard-2-1', { cluster: claim('shard-2-1', { id: 'id-2-2' }) }) };
    expect(nodeOf(inCluster('shard-1-1', { peers: moved }), 'id-2-2')).toBe('shard-2-1');
    expect(nodeOf(inCluster('shard-1-1', { peers: {} }), 'id-2-2')).toBe('shard-2-2');
  });

  test('nobody for an id that is not known, or whose address another one has', () => {
    expect(nodeOf(inCluster('shard-1-1'), 'nobody')).toBeUndefined();
    const taken = { 'shard-2-2': clusterPeer('shard-2-2', { cluster: claim('shard-2-2', { id: 'new' }) }) };
    expect(nodeOf(inCluster('shard-1-1', { peers: taken }), 'id-2-2')).toBeUndefined();
    const mine = facts('shard-1-1', { 'shard-1-1': { id: 'new' } }, { myId: 'new' });
    const before = { ...mine, members: [...mine.members, member('shard-1-1', { id: 'id-of-before' })] };
    expect(nodeOf(inCluster('shard-1-1', { cluster: before }), 'id-of-before')).toBeUndefined();
  });
});

describe('an id that nobody has any more', () => {
  const old = (over: Partial<ReturnType<typeof member>> = {}): ReturnType<typeof member> => member('shard-2-1', { id: 'old', ...over });
  const here = inCluster('shard-1-1');

  test('one that answers where the plan has it is none of these, nor this node, nor a first greeting', () => {
    expect(stale(here, member('shard-2-1'))).toBe(false);
    expect(stale(here, member('shard-1-1'))).toBe(false);
    expect(stale(here, old({ flags: ['handshake'] }))).toBe(false);
  });

  test('another one answers at its address, or did when it was last seen with one', () => {
    expect(stale(here, old())).toBe(true);
    expect(stale(here, old({ node: undefined, flags: ['master', 'noaddr'], was: 'shard-2-1' }))).toBe(true);
    expect(stale(here, member('shard-1-1', { id: 'old' }))).toBe(true);
  });

  test('not while nobody answers at its address: it may come back', () => {
    expect(stale(inCluster('shard-1-1', { peers: peersOf('shard-1-1', { 'shard-2-1': undefined }) }), old())).toBe(false);
  });

  test('one without an address only once all others say that they are not it', () => {
    const lost = old({ node: undefined, flags: ['master', 'noaddr'] });
    expect(stale(here, lost)).toBe(true);
    expect(stale(inCluster('shard-1-1', { peers: peersOf('shard-1-1', { 'shard-3-2': undefined }) }), lost)).toBe(false);
    // At an address of no node of the plan: somebody else's business.
    expect(stale(here, old({ node: undefined }))).toBe(false);
  });
});

describe('owner of the shard\'s slots', () => {
  test('of this shard, with slots, the latest epoch', () => {
    expect(ownerOf(inCluster('shard-2-2'))?.id).toBe('id-2-1');
    const both = facts('shard-2-2', { 'shard-2-2': { flags: ['master'], primaryId: undefined, slots: [{ from: 9, to: 9 }], configEpoch: 7 } });
    expect(ownerOf(inCluster('shard-2-2', { cluster: both }))?.id).toBe('id-2-2');
    expect(ownerOf(inCluster('shard-2-2'), ['shard-3-1', 'shard-3-2'])?.id).toBe('id-3-1');
  });

  test('nobody whose slots are gone, or whose address another one has', () => {
    expect(ownerOf(inCluster('shard-2-2', { cluster: facts('shard-2-2', { 'shard-2-1': { slots: [] } }) }))).toBeUndefined();
    const taken = { 'shard-2-1': clusterPeer('shard-2-1', { cluster: claim('shard-2-1', { id: 'new' }) }) };
    expect(ownerOf(inCluster('shard-2-2', { peers: peersOf('shard-2-2', taken) }))).toBeUndefined();
    expect(ownerOf(inCluster('shard-2-2', { cluster: undefined }))).toBeUndefined();
  });
});
