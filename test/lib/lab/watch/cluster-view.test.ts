import type { ClusterFacts, ClusterMember } from '../../../../lib/agent/situation';
import { lackingInViews, primaryIn, type ClusterView } from '../../../../lib/lab/watch/cluster-view';
import { Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { demoSpec } from '../../plan/specs';

const deployment = plan(demoSpec({ topology: Topology.cluster({ shards: 3, replicas: 1 }) }));
const SLOTS = [{ from: 0, to: 5460 }, { from: 5461, to: 10922 }, { from: 10923, to: 16383 }];

function members(change: Record<string, Partial<ClusterMember>> = {}): ClusterMember[] {
  return deployment.nodes.map((node, index) => {
    const primary = node.name.endsWith('-1');
    return {
      id: `id-${node.name}`, node: node.name, host: `10.0.0.${index + 1}`, port: 6379, flags: [primary ? 'master' : 'slave'],
      primaryId: primary ? undefined : `id-shard-${node.shard}-1`, configEpoch: node.shard!, connected: true,
      slots: primary ? [SLOTS[node.shard! - 1]!] : [],
      ...change[node.name],
    };
  });
}

function view(name: string, change: Record<string, Partial<ClusterMember>> = {}, over: Partial<ClusterFacts> = {}): ClusterView {
  return { name, facts: {
    myId: `id-${name}`, ok: true, currentEpoch: 3, slotsAssigned: 16384, members: members(change), migrating: {}, importing: {}, ...over,
  } };
}

const lacking = (change: Record<string, Partial<ClusterMember>>, over: Partial<ClusterFacts> = {}, without?: string): string =>
  lackingInViews(deployment, [view('shard-1-1', change, over)], without);

test('nothing is lacking when every node says the same sound thing', () => {
  expect(lackingInViews(deployment, deployment.nodes.map(({ name }) => view(name)))).toBe('');
});

test('each thing that is wrong is told', () => {
  expect(lacking({}, { ok: false })).toBe('shard-1-1 says: the Cluster is not ok with 16384 of 16384 slots');
  expect(lacking({}, { slotsAssigned: 16000 })).toContain('ok with 16000 of 16384');
  expect(lacking({ 'shard-2-2': { node: undefined } })).toContain('id-shard at 10.0.0.4 is no node of the plan');
  expect(lacking({ 'shard-2-2': { flags: ['slave', 'fail?'] } })).toContain('shard-2-2 is slave,fail?');
  expect(lacking({ 'shard-2-2': { connected: false } })).toContain('shard-2-2 is slave, not connected');
  expect(lacking({}, { members: members().slice(1) })).toContain('shard-1-1 is unknown');
  expect(lacking({}, { members: [...members(), { ...members()[0]!, id: 'ghost' }] })).toContain('7 nodes, 6 wanted');
  expect(lacking({}, { migrating: { 7: 'x' } })).toContain('slots are on their way');
  expect(lacking({}, { importing: { 7: 'x' } })).toContain('slots are on their way');
  expect(lacking({ 'shard-2-2': { primaryId: 'id-shard-1-1' } })).toContain('shard-2-2 copies from another shard');
  expect(lacking({ 'shard-2-2': { primaryId: undefined, flags: ['master'] } })).toContain('shard 2 has 2 primaries');
  expect(lacking({ 'shard-2-1': { primaryId: 'id-shard-2-2', slots: [] } })).toContain('shard 2 has 0 primaries');
});

test('two that see different primaries do not agree', () => {
  const other = view('shard-3-1', {
    'shard-2-1': { primaryId: 'id-shard-2-2', slots: [] }, 'shard-2-2': { primaryId: undefined, slots: [SLOTS[1]!] },
  });
  expect(lackingInViews(deployment, [view('shard-1-1'), other])).toBe('shard-3-1 and shard-1-1 do not agree about the Cluster');
});

test('a node left out of account may be in any state; the rest may not', () => {
  const dead = { 'shard-2-2': { flags: ['slave', 'fail'], connected: false } };
  expect(lacking(dead)).toContain('shard-2-2 is slave,fail');
  expect(lacking(dead, {}, 'shard-2-2')).toBe('');
  expect(lacking({}, { members: members().filter(({ node }) => node !== 'shard-2-2') }, 'shard-2-2')).toBe('');
  expect(lacking(dead, {}, 'shard-1-2')).toContain('shard-2-2 is slave,fail');
});

test('the primary of a shard is the one with its slots, not the one that was replaced', () => {
  expect([1, 2, 3, 4].map((shard) => primaryIn(deployment, members(), shard))).toEqual(['shard-1-1', 'shard-2-1', 'shard-3-1', undefined]);
  const after = members({ 'shard-2-1': { slots: [] }, 'shard-2-2': { primaryId: undefined, flags: ['master'], slots: [SLOTS[1]!] } });
  expect(primaryIn(deployment, after, 2)).toBe('shard-2-2');
  expect(primaryIn(deployment, members({ 'shard-2-1': { flags: ['master', 'fail'] } }), 2)).toBeUndefined();
});
